"""The plugins that come with the product: they use the same hooks as any other."""
