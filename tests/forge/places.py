"""The places where the contract of a forge is told: an office on plain git, and one on GitHub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar, Protocol

from tests.forge.github.office import OfficeOnGitHub
from tests.support.office import Office

from terbit.findings import Refused
from terbit.forge import Desk, Forge, Opinion, Source
from terbit.forge.plain import PlainDesk
from terbit.forge.server import PlainGit
from terbit.git import Repo
from terbit.records.book import Book
from terbit.records.event import identity
from terbit.review.evidence import reconcile
from terbit.sop import Sop

BEGIN = datetime.fromisoformat("2026-09-02T09:00:00+07:00")


class Place(Protocol):
    """An office that has just been opened, and the people of its sop.yml at their desks. `now` is the forge's clock."""

    source: Source
    now: datetime

    @property
    def repo(self) -> Repo:
        """A repository into which the forge's commits come."""
        ...

    @property
    def main(self) -> str: ...

    @property
    def sop(self) -> Sop: ...

    def desk(self, who: str) -> Desk: ...

    def forge(self) -> Forge:
        """A fresh look."""
        ...

    def tick(self) -> None:
        """An hour passes."""
        ...

    def close(self) -> None: ...

    def recorded(self) -> Recorded: ...

    def attempt(self, who: str, number: int, verdict: Opinion) -> None: ...


class Recorded:
    """Records that hold all that the forge tells now."""

    def __init__(self, place: Place) -> None:
        missing = reconcile(Book(None, ()), place.repo, place.forge(), place.sop)
        assert missing.findings == ()
        self.ids = {event.id for event in missing.events}

    def seen(self, event: str, change: int, cause: str) -> bool:
        return identity(event, str(change), cause) in self.ids


class Common(ABC):
    """What is the same in every place."""

    now: datetime
    office: Office | OfficeOnGitHub

    @abstractmethod
    def _set(self, moment: datetime) -> None:
        """Put the forge's clock."""

    @property
    def repo(self) -> Repo:
        return self.office.repo

    @property
    def main(self) -> str:
        return self.office.main

    @property
    def sop(self) -> Sop:
        return self.office.sop

    def tick(self) -> None:
        self._set(self.now + timedelta(hours=1))

    def close(self) -> None:
        self.office.close()

    def recorded(self: Place) -> Recorded:
        return Recorded(self)

    def attempt(self: Place, who: str, number: int, verdict: Opinion) -> None:
        """Somebody says what he may not; some forges refuse it at once, others let it stand and it does not count."""
        try:
            self.desk(who).decide(number, verdict)
        except Refused:
            return


class PlainPlace(Common):
    template: ClassVar[str] = "office_template"
    source: Source = "demo"

    def __init__(self, folder: Path, template: Path) -> None:
        self.office = Office(folder / "kantor", template)
        self._set(BEGIN)

    def _set(self, moment: datetime) -> None:
        self.now = moment
        self.office.clock(moment.isoformat())

    def desk(self, who: str) -> Desk:
        return PlainDesk(self.office.clone(who), self.office.identity(who))

    def forge(self) -> Forge:
        return PlainGit(self.office.repo, self.office.server)


class GitHubPlace(Common):
    """GitHub's own rules are on as `terbit doctor github` asks for them: an approval, which a further commit undoes."""

    template: ClassVar[str] = "office_template"
    source: Source = "github"

    def __init__(self, folder: Path, template: Path) -> None:
        self.office = OfficeOnGitHub(folder, template)
        self.office.fake.protect(self.office.site, approvals=1, dismiss_stale=True)
        self._set(BEGIN)

    def _set(self, moment: datetime) -> None:
        self.now = self.office.fake.clock = moment

    def desk(self, who: str) -> Desk:
        return self.office.desk(who)

    def forge(self) -> Forge:
        return self.office.forge()
