"""The optional endpoint for Prometheus: opened by METRICS_PORT, on loopback unless METRICS_HOST says otherwise."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.build import utc_now
from bot.config import Config, ConfigRefused
from bot.counts import ErrorCounter, ProcessCounts
from tracker.store.engine import Store

log = logging.getLogger(__name__)


@contextmanager
def serving_metrics(
    config: Config, store: Store, counts: ProcessCounts, is_link_alive: Callable[[], bool]
) -> Iterator[None]:
    """Serve metrics until the end of the block; does nothing without METRICS_PORT.

    Raises ConfigRefused if the library is missing or the address cannot be bound.
    """
    if config.metrics_port is None:
        yield
        return
    errors = ErrorCounter(counts)
    logging.getLogger().addHandler(errors)
    try:
        with _listening(config, store, counts, is_link_alive):
            yield
    finally:
        logging.getLogger().removeHandler(errors)


@contextmanager
def _listening(
    config: Config, store: Store, counts: ProcessCounts, is_link_alive: Callable[[], bool]
) -> Iterator[None]:
    assert config.metrics_port is not None
    try:
        from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415  # optional

        from bot.metrics import SpendwatchCollector  # noqa: PLC0415
    except ImportError as error:
        raise ConfigRefused(
            "METRICS_PORT needs prometheus-client, which is not installed: "
            'run pip install ".[metrics]" in the folder of Spendwatch'
        ) from error
    registry = CollectorRegistry()
    registry.register(SpendwatchCollector(store, counts, is_link_alive=is_link_alive, clock=utc_now))
    try:
        server, thread = start_http_server(config.metrics_port, addr=config.metrics_host, registry=registry)
    except OSError as error:
        raise ConfigRefused(
            f"METRICS_PORT: cannot listen on {config.metrics_host}, port {config.metrics_port}: "
            f"{error.strerror or error}. Choose another port, or METRICS_HOST"
        ) from error
    log.info("metrics served host=%s port=%d", config.metrics_host, config.metrics_port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
