"""Sets up an installation: each value is tested, and saved at once if it is good."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.config import Config, refusal_of
from bot.doctor.types import Check
from bot.setup.env_file import EnvFile
from bot.setup.steps import STEPS, SetupStep, is_good, tested


@dataclass
class Setup:
    """The state of a setup. `saved` are the variables written, `checks` the last checks of each variable."""

    file: EnvFile
    config: Config
    saved: list[str] = field(default_factory=list)
    checks: dict[str, list[Check]] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The variables without which the bot cannot run."""
        return [step.variable for step in STEPS if step.is_needed and not self.value_of(step)]

    @property
    def failing(self) -> list[str]:
        """The variables whose last check failed."""
        return [variable for variable, checks in self.checks.items() if not is_good(checks)]

    def value_of(self, step: SetupStep) -> str:
        """The value in force as a file holds it, "" if it is unset or the default."""
        value = getattr(self.config, step.field)
        if value is None or value == Config.model_fields[step.field].default:
            return ""
        if isinstance(value, SecretStr):
            return value.get_secret_value()
        return ",".join(value) if isinstance(value, tuple) else str(value)

    def is_asked(self, step: SetupStep) -> bool:
        """Whether the variables that a step depends on are set."""
        return all(getattr(self.config, variable.lower()) is not None for variable in step.needs)

    def try_value(self, step: SetupStep, typed: str) -> list[Check]:
        """Test a value and save it if it is good; raises ConfigRefused if it is invalid or cannot be written."""
        settled = step.settle(self.config, typed)
        config = with_values(self.config, {step.field: settled})
        checks = self.checks[step.variable] = tested(step, config)
        if is_good(checks):
            self.config = config
            self.file.set(step.variable, self.value_of(step) or settled)
            self.saved.append(step.variable)
        return checks

    def test(self, step: SetupStep) -> list[Check]:
        """Test the value in force."""
        checks = self.checks[step.variable] = tested(step, self.config)
        return checks


def with_values(config: Config, values: dict[str, str]) -> Config:
    """A copy of the configuration with other values; raises ConfigRefused, which never shows a value."""
    given = {name: value for name, value in config.model_dump().items() if value is not None}
    try:
        return Config(**given | values)
    except ValidationError as error:
        raise refusal_of(error) from error


def open_setup(path: Path) -> Setup:
    """Continue from the saved values; raises ConfigRefused for a file or variable that init cannot fix."""
    file = EnvFile(path, example=path.with_name(".env.example"))
    try:
        return Setup(file, _read(path))
    except ValidationError as error:
        raise refusal_of(error) from error


def _read(path: Path) -> Config:
    """The known values; unusable ones are left out, as they will be asked for."""
    try:
        return _config(path)
    except ValidationError as error:
        unusable = {str(each["loc"][0]) for each in error.errors()} & {step.field for step in STEPS}
        if not unusable:
            raise
        defaults: dict[str, Any] = {name: Config.model_fields[name].default for name in unusable}
        return _config(path, **defaults)


def _config(path: Path, **values: Any) -> Config:
    return Config(_env_file=path, **values)  # type: ignore[call-arg]  # pydantic-settings' own
