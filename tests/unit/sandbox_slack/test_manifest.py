"""What a manifest lets an app do, and which manifests Slack would refuse."""

import pytest

from sandbox.slack.manifest import Manifest, ManifestRefused
from tests.unit.sandbox_slack.conftest import manifest


def test_commands_scopes_and_events_are_read():
    loaded = manifest()
    assert loaded.commands["/spend"].should_escape
    assert loaded.scopes == {"commands", "chat:write", "im:history"}
    assert loaded.home_enabled
    assert not loaded.messages_read_only


def test_a_file_is_read_like_a_mapping(tmp_path):
    path = tmp_path / "manifest.yml"
    path.write_text(
        "display_information: {name: Spend Test}\nsettings: {socket_mode_enabled: true}\n", encoding="utf-8"
    )
    loaded = Manifest.load(path)
    assert (loaded.bot_name, loaded.socket_mode_enabled, loaded.commands) == ("Spend Test", True, {})


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"features": {"slash_commands": [{"command": "/Spend", "description": "x"}]}}, "no command name"),
        ({"features": {"slash_commands": [{"command": "/me", "description": "x"}]}}, "Slack's own"),
        ({"features": {"slash_commands": [{"command": "/spend"}]}}, "description"),
        ({"features": {"slash_commands": []}}, "at least one"),
        ({"oauth_config": {"scopes": {"bot": ["im:history"]}}}, "need the scope commands"),
        ({"oauth_config": {"scopes": {"bot": ["commands"]}}}, "message.im needs the scope im:history"),
        ({"display_information": {"name": "x" * 36}}, "1 to 35"),
        ({"display_information": {}}, "display_information.name"),
    ],
)
def test_a_manifest_that_slack_would_refuse(changes, reason):
    with pytest.raises(ManifestRefused, match=reason):
        manifest(**changes)


def test_the_products_own_manifest_is_taken(request):
    loaded = Manifest.load(request.config.rootpath / "manifest.yml")
    assert "/spend" in loaded.commands
    assert loaded.socket_mode_enabled
