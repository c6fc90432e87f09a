"""Modals, one stack per person, and Home tabs, one view per person."""

import secrets
import threading
from dataclasses import replace
from typing import Any

from sandbox.slack.errors import ApiError
from sandbox.slack.feed import Feed
from sandbox.slack.ids import Clock, Ids
from sandbox.slack.records import Json, View

MAX_STACK = 3


class Views:
    """Opens, pushes, updates and closes views; raises ApiError with Slack's error codes."""

    def __init__(self, lock: threading.RLock, feed: Feed, ids: Ids, clock: Clock) -> None:
        self._lock = lock
        self._feed = feed
        self._ids = ids
        self._clock = clock
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user_id: str) -> list[View]:
        """A person's open modals, the visible one last."""
        with self._lock:
            return list(self._stacks.get(user_id, []))

    def home(self, user_id: str) -> View | None:
        """The person's Home tab, if the app has published one."""
        return self._homes.get(user_id)

    def get(self, view_id: str) -> View | None:
        """An open modal or a Home tab by its id."""
        with self._lock:
            return next((view for view in self._all() if view.id == view_id), None)

    def by_external_id(self, external_id: str) -> View | None:
        """An open modal or a Home tab by the app's own id for it."""
        with self._lock:
            return next((view for view in self._all() if view.external_id == external_id), None)

    def open(self, user_id: str, payload: Json, *, channel_id: str | None = None) -> View:
        """Open a modal as a new stack, replacing the person's previous one."""
        with self._lock:
            self._require_free_external_id(payload)
            view_id = self._ids.next("V")
            view = View(view_id, user_id, payload, self._new_hash(), view_id, channel_id=channel_id)
            self._stacks[user_id] = [view]
        self._announce("view.opened", view)
        return view

    def push(self, user_id: str, payload: Json) -> View:
        """Put a modal on top of the person's stack."""
        with self._lock:
            stack = self._stacks.get(user_id, [])
            if not stack:
                raise ApiError("not_found")
            if len(stack) >= MAX_STACK:
                raise ApiError("push_limit_reached")
            self._require_free_external_id(payload)
            below = stack[-1]
            view = View(
                self._ids.next("V"), user_id, payload, self._new_hash(), below.root_view_id, below.id, below.channel_id
            )
            stack.append(view)
        self._announce("view.pushed", view)
        return view

    def update(self, view: View, payload: Json, *, expected_hash: str | None = None) -> View:
        """Replace a modal's content; raises `hash_conflict` if it has changed since `expected_hash`."""
        with self._lock:
            self._require_hash(view, expected_hash)
            if payload.get("external_id") != view.payload.get("external_id"):
                self._require_free_external_id(payload)
            changed = self._store(replace(view, payload=payload, hash=self._new_hash(), errors={}))
        self._announce("view.updated", changed)
        return changed

    def publish(self, user_id: str, payload: Json, *, expected_hash: str | None = None) -> View:
        """Set the person's Home tab."""
        with self._lock:
            old = self._homes.get(user_id)
            if old is not None:
                self._require_hash(old, expected_hash)
            view_id = old.id if old else self._ids.next("V")
            view = View(view_id, user_id, payload, self._new_hash(), view_id)
            self._homes[user_id] = view
        self._announce("home.published", view)
        return view

    def show_errors(self, view: View, errors: dict[str, str]) -> View:
        """Show `errors` (block_id -> text) in an open modal; an empty mapping removes them."""
        with self._lock:
            changed = self._store(replace(view, errors=errors))
        self._announce("view.errors", changed, errors=errors)
        return changed

    def close(self, view: View) -> None:
        """Close one modal; the one below becomes visible."""
        with self._lock:
            stack = self._stacks.get(view.user_id, [])
            self._stacks[view.user_id] = [other for other in stack if other.id != view.id]
        self._announce("view.closed", view)

    def clear(self, user_id: str) -> list[View]:
        """Close the whole stack; returns the closed views, the visible one first."""
        with self._lock:
            closed = list(reversed(self._stacks.pop(user_id, [])))
        for view in closed:
            self._announce("view.closed", view)
        return closed

    def _all(self) -> list[View]:
        return [view for stack in self._stacks.values() for view in stack] + list(self._homes.values())

    def _store(self, view: View) -> View:
        stack = self._stacks.get(view.user_id, [])
        for index, other in enumerate(stack):
            if other.id == view.id:
                stack[index] = view
                return view
        if self._homes.get(view.user_id) is not None and self._homes[view.user_id].id == view.id:
            self._homes[view.user_id] = view
            return view
        raise ApiError("not_found")

    def _new_hash(self) -> str:
        return f"{int(self._clock())}.{secrets.token_hex(4)}"

    def _require_hash(self, view: View, expected_hash: str | None) -> None:
        current = self.get(view.id)
        if expected_hash and current is not None and current.hash != expected_hash:
            raise ApiError("hash_conflict")

    def _require_free_external_id(self, payload: Json) -> None:
        external_id = str(payload.get("external_id") or "")
        if external_id and self.by_external_id(external_id) is not None:
            raise ApiError("duplicate_external_id")

    def _announce(self, kind: str, view: View, **data: Any) -> None:
        self._feed.add(kind, user_id=view.user_id, view_id=view.id, **data)
