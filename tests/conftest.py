"""How the tests draw their examples: the same ones on every machine, and without a limit on time."""

from hypothesis import HealthCheck, settings

settings.register_profile("duramen", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("duramen")
