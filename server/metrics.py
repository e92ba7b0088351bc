"""What Prometheus reads: requests by route and status, how long they took, and the process itself."""

from dataclasses import dataclass

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from starlette.requests import Request
from starlette.responses import Response

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counters of one application; each application has its own, so that two in a process do not add up."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram

    def record(self, *, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.labels(method=method, route=route, status=str(status)).inc()
        self.seconds.labels(method=method, route=route).observe(seconds)

    async def show(self, _: Request) -> Response:
        return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)


def build_metrics() -> Metrics:
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return Metrics(
        registry=registry,
        requests=Counter("http_requests", "Requests answered.", ("method", "route", "status"), registry=registry),
        seconds=Histogram(
            "http_request_seconds", "Time to answer.", ("method", "route"), buckets=BUCKETS, registry=registry
        ),
    )
