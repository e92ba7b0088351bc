"""What services receive from outside: time, keys, files, our public address. Built once, when the server starts."""

from dataclasses import dataclass, field

from obstore.store import ObjectStore

from services.calendar import WorkingDayCalendar
from services.catalogue import CatalogueCache
from services.clock import Clock
from services.document_caches import FormCache, RouteCache
from services.keys import SigningKeys
from services.plugin_judgement import InstalledPlugins


@dataclass(frozen=True, slots=True)
class Environment:
    clock: Clock
    calendar: WorkingDayCalendar
    keys: SigningKeys
    store: ObjectStore
    public_url: str
    demo: bool = False
    plugins: InstalledPlugins = field(default_factory=InstalledPlugins)
    catalogue: CatalogueCache = field(default_factory=CatalogueCache)
    forms: FormCache = field(default_factory=FormCache)
    routes: RouteCache = field(default_factory=RouteCache)
