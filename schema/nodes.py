"""What has an id of its own."""

import strawberry


@strawberry.interface(description="Anything that can be fetched again by its id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque and stable.")
