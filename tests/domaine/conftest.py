"""How long Hypothesis looks: HYPOTHESIS_PROFILE=long tries every law 3 000 times."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A slow machine is no failure.
settings.register_profile("court", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("long", settings.get_profile("court"), max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "court"))
