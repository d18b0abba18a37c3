"""The judging rules on GitHub, each told with real commits and the pages' own buttons, judged by the one verdict."""

from __future__ import annotations

import pytest
from tests.forge.github.office import TITLE, OfficeOnGitHub
from tests.support.github import Person, Pull
from tests.support.office import Office

from terbit.records.book import Book
from terbit.review.evidence import reconcile
from terbit.review.verdict import Verdict

MISSING, RETURNED, REJECTED, STRANGERS = "RV001", "RV002", "RV003", "RV017"
OWN_WORK, OTHER_REVISION, WITHOUT_ROLE = "RV004", "RV005", "RV006"
WEB_FLOW = "noreply@github.com"


def rules(found: Verdict) -> list[str]:
    return [reason.rule for reason in found.reasons]


def blocked(found: Verdict, *expected: str) -> bool:
    """Not approved, and for exactly these reasons (warnings aside)."""
    errors = [reason.rule for reason in found.reasons if reason.severity.value == "error"]
    assert errors == list(expected), found.reasons
    return not found.approved


# -- the latest opinion of each person, bound to its commit --------------------------------------------------------


def test_the_last_of_several_opinions_counts(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.tick()
    github.fake.request_changes(github.people["budi"], pull, "Saya keliru.")
    assert blocked(github.verdict(pull), RETURNED, MISSING)
    github.approve("budi", pull)
    assert github.verdict(pull, merger="agus").approved


def test_a_comment_is_no_opinion(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.fake.review_comment(github.people["budi"], pull)
    assert blocked(github.verdict(pull), MISSING)
    github.approve("budi", pull)
    github.tick()
    github.fake.review_comment(github.people["budi"], pull, "Judulnya bagus.")
    github.fake.start_review(github.people["budi"], pull, "Belum saya kirim.")
    assert github.verdict(pull).approved


def test_an_approval_of_what_was_seen_before_the_push(github: OfficeOnGitHub) -> None:
    """The page was open when the head moved: GitHub takes the approval, of the commit that was seen."""
    pull = github.propose("sari")
    before = pull.head_sha
    github.again("sari", pull)
    github.fake.approve(github.people["budi"], pull, commit=before)
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)
    assert [opinion.commit for opinion in github.change(pull).approvals] == [before]


def test_an_approval_whose_commit_is_gone(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.fake.forget(github.site, pull.head_sha)
    (opinion,) = github.change(pull).approvals
    assert opinion.commit == ""
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)


# -- whoever wrote it ----------------------------------------------------------------------------------------------


def test_an_author_of_a_commit_is_no_reviewer(github: OfficeOnGitHub) -> None:
    """Sari opens it, Budi wrote a part: GitHub lets him approve, we do not."""
    pull = github.propose("sari")
    github.again("budi", pull)
    github.approve("budi", pull)
    assert [sorted(revision.writers) for revision in github.change(pull).revisions] == [["sari"], ["budi"]]
    assert blocked(github.verdict(pull), MISSING, OWN_WORK)


def test_a_committer_is_no_reviewer(github: OfficeOnGitHub) -> None:
    github.fake.push(
        github.people["sari"], github.site, "panen", Office.article("panen"), committer=github.people["budi"]
    )
    pull = github.fake.open_pull_request(github.people["sari"], github.site, "panen", title=TITLE)
    github.approve("budi", pull)
    assert github.change(pull).revisions[0].writers == {"sari", "budi"}
    assert blocked(github.verdict(pull), MISSING, OWN_WORK)


@pytest.mark.parametrize("email", ["budi@balai-contoh.example", "BUDI@balai-contoh.example", "no-reply", "by-number"])
def test_a_co_author_is_no_reviewer(github: OfficeOnGitHub, email: str) -> None:
    budi = github.people["budi"]
    claim = {"no-reply": f"{budi.login}@users.noreply.github.com", "by-number": budi.noreply}.get(email, email)
    github.fake.push(
        github.people["sari"], github.site, "panen", Office.article("panen"), f"Panen\n\nCo-authored-by: B <{claim}>\n"
    )
    pull = github.fake.open_pull_request(github.people["sari"], github.site, "panen", title=TITLE)
    github.approve("budi", pull)
    assert github.change(pull).revisions[0].writers == {"sari", "budi"}
    assert blocked(github.verdict(pull), MISSING, OWN_WORK)


def test_an_address_that_only_the_account_knows_names_its_owner(github: OfficeOnGitHub) -> None:
    """Sari commits at home by an address that sop.yml does not know and her account does."""
    sari = github.people["sari"]
    sari.emails = ("sari@rumah.example",)
    github.fake.push(sari, github.site, "panen", Office.article("panen"), author=Person("S", "sari@rumah.example"))
    pull = github.fake.open_pull_request(sari, github.site, "panen", title=TITLE)
    (revision,) = github.change(pull).revisions
    assert (revision.writers, revision.strangers) == ({"sari"}, 0)


# -- commits of strangers ------------------------------------------------------------------------------------------


def test_a_commit_of_nobody_blocks(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    stranger = github.fake.user("orang-lain", email="lain@example.org")
    github.fake.permit(stranger, github.site, "write")
    github.fake.push(stranger, github.site, pull.head, Office.article(pull.head, body="Tambahan.\n"))
    github.approve("budi", pull)
    assert [revision.strangers for revision in github.change(pull).revisions] == [0, 1]
    found = github.verdict(pull)
    assert blocked(found, STRANGERS)
    assert found.reasons[0].message.text() == "1 komit ditulis oleh akun yang tidak ada di sop.yml"


def test_whoever_opens_it_must_be_known_himself(github: OfficeOnGitHub) -> None:
    """A stranger's pull request whose commits claim to be Sari's: an e-mail is anybody's to write."""
    stranger = github.fake.user("orang-lain", email="lain@example.org")
    fork = github.fake.fork(stranger, github.site)
    sari = Person("Sari Wulandari", "sari@balai-contoh.example")
    github.fake.push(stranger, fork, "panen", Office.article("panen"), author=sari, committer=sari)
    pull = github.fake.open_pull_request(stranger, github.site, "panen", title=TITLE, fork=fork)
    github.approve("budi", pull)
    (revision,) = github.change(pull).revisions
    assert (revision.writers, revision.submitter, revision.strangers) == ({"sari"}, "", 1)
    assert blocked(github.verdict(pull), STRANGERS)


def test_strangers_do_not_write_our_records(github: OfficeOnGitHub) -> None:
    """Anybody may open pull requests in a public repository, and review them: nothing of it is recorded, or read again
    and again, until somebody of the office has a hand in it."""
    stranger = github.fake.user("orang-lain", email="lain@example.org")
    fork = github.fake.fork(stranger, github.site)
    github.fake.push(stranger, fork, "iklan", Office.article("iklan"))
    pull = github.fake.open_pull_request(stranger, github.site, "iklan", title=TITLE, fork=fork)
    github.fake.approve(github.fake.user("kawannya"), pull)
    nothing = Book(None, ())
    assert github.forge().news(lambda *_: False) == []
    assert reconcile(nothing, github.repo, github.forge(), github.sop, every=True).events == ()
    assert blocked(github.verdict(pull), STRANGERS, MISSING)
    github.tick()
    github.fake.request_changes(github.people["budi"], pull, "Kirim lewat penulis kami.")
    events = reconcile(nothing, github.repo, github.forge(), github.sop).events
    assert [(event.event, event.actor, event.at) for event in events] == [
        ("submitted", "", pull.created), ("returned", "budi", github.fake.clock),
    ]  # fmt: skip
    assert events[0].data["strangers"] == 1


def test_an_app_that_is_called_like_somebody_is_not_he(github: OfficeOnGitHub) -> None:
    """GraphQL gives an App's log-in without its [bot]."""
    app = github.fake.app(github.people["budi"].login, {"pull_requests": "write"}, install=[github.site])
    pull = github.propose("sari")
    github.fake.approve(app, pull)
    assert github.change(pull).approvals == ()
    assert blocked(github.verdict(pull), MISSING)


@pytest.mark.parametrize("signed", [True, False])
def test_github_as_committer_is_nobody_only_where_it_signed(github: OfficeOnGitHub, signed: bool) -> None:
    if signed:
        pull = github.propose("sari")
    else:
        flow = Person("GitHub", WEB_FLOW)
        github.fake.push(
            github.people["sari"], github.site, "panen", Office.article("panen"), committer=flow, signature="palsu"
        )
        pull = github.fake.open_pull_request(github.people["sari"], github.site, "panen", title=TITLE)
    github.approve("budi", pull)
    (revision,) = github.change(pull).revisions
    commit = github.repo.commit(revision.commit)
    assert (commit.author_email, commit.committer_email) == ("sari@balai-contoh.example", WEB_FLOW)
    assert (revision.writers, revision.strangers) == ({"sari"}, 0 if signed else 1)
    assert github.verdict(pull).approved if signed else blocked(github.verdict(pull), STRANGERS)


def test_a_generated_report_may_be_made_by_a_program(github: OfficeOnGitHub) -> None:
    robot = github.fake.app("terbit", {"contents": "write", "pull_requests": "write"}, install=[github.site])
    files = {"reports/2026-10/index.md": "# Laporan\n", "reports/2026-10/figures.json": "{}\n"}
    github.fake.push(robot, github.site, "laporan", files)
    pull = github.fake.open_pull_request(robot, github.site, "laporan", title="Laporan Oktober")
    assert [revision.strangers for revision in github.change(pull).revisions] == [1]
    assert blocked(github.verdict(pull), MISSING)
    github.tick()
    github.fake.push(robot, github.site, "laporan", Office.article("selundupan"))
    assert STRANGERS in rules(github.verdict(pull))


# -- reviewers -----------------------------------------------------------------------------------------------------


def test_an_account_that_is_nobody_approves_nothing(github: OfficeOnGitHub) -> None:
    stranger = github.fake.user("orang-lain")
    github.fake.permit(stranger, github.site, "write")
    pull = github.propose("sari")
    github.fake.approve(stranger, pull)
    assert github.change(pull).approvals == ()
    assert blocked(github.verdict(pull), MISSING)


def test_a_deleted_account_approved_nothing(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    assert github.verdict(pull).approved
    github.fake.delete_account(github.people["budi"])
    assert github.change(pull).approvals == ()
    assert blocked(github.verdict(pull), MISSING)


def test_a_reviewer_without_a_role(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("dewi", pull)
    (opinion,) = github.change(pull).approvals
    assert (opinion.reviewer, opinion.roles) == ("dewi", {"penulis"})
    assert blocked(github.verdict(pull), MISSING, WITHOUT_ROLE)


def test_a_deputy_whose_days_are_over(github: OfficeOnGitHub) -> None:
    """Wayan stands in for the head from 12 to 23 October: only what he says then is the head's word."""
    github.fake.clock = github.fake.clock.replace(month=10, day=13)
    early = github.propose("sari", "satu", category="opini")
    late = github.propose("sari", "dua", category="opini")
    github.approve("budi", early)
    github.approve("budi", late)
    github.approve("wayan", early)
    github.fake.clock = github.fake.clock.replace(day=24)
    github.approve("wayan", late)
    assert github.verdict(early).approved
    assert blocked(github.verdict(late), MISSING, WITHOUT_ROLE)


def test_a_reviewer_who_left(github: OfficeOnGitHub) -> None:
    """Roles come from main's sop.yml: what a change says of its reviewer is nothing."""
    pull = github.propose("sari")
    github.approve("budi", pull)
    assert github.verdict(pull).approved
    sop = (github.fake.read(github.site, "sop.yml") or b"").decode()
    left = sop.replace("roles: [{role: ketua-tim}]", "roles: [{role: ketua-tim, until: 2026-08-31}]")
    assert left != sop
    github.fake.push(github.people["agus"], github.site, "main", {"sop.yml": left})
    assert blocked(github.verdict(pull), MISSING, WITHOUT_ROLE)


def test_roles_come_from_the_base(github: OfficeOnGitHub) -> None:
    """A change that makes its own writer's friend a team head does not profit from it."""
    sop = (github.fake.read(github.site, "sop.yml") or b"").decode()
    named = sop.replace(
        "login: dewi-lestari-contoh\n    roles: [{role: penulis}]",
        "login: dewi-lestari-contoh\n    roles: [{role: ketua-tim}, {role: kepala}, {role: administrator}]",
    )
    assert named != sop
    pull = github.propose("sari", files={**Office.article("panen-padi"), "sop.yml": named.encode()})
    github.approve("dewi", pull)
    found = github.verdict(pull)
    assert not found.approved
    assert found.missing == ("ketua-tim", "kepala", "administrator")


# -- dismissed reviews ---------------------------------------------------------------------------------------------


def test_a_dismissed_approval_is_taken_back(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    was = github.fake.clock
    github.tick()
    github.fake.dismiss(github.people["agus"], pull.reviews[0])
    (opinion,) = github.change(pull).approvals
    assert (opinion.verdict, opinion.until) == ("approved", github.fake.clock)
    assert opinion.undone == pull.events[-1].node_id
    assert blocked(github.verdict(pull), MISSING)
    github.fake.clock = was  # asked for the moment before, it counted
    assert github.verdict(pull).approved


def test_with_an_approval_the_earlier_ones_of_that_person_go(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.approve("budi", pull)
    github.tick()
    github.fake.dismiss(github.people["budi"], pull.reviews[1])
    assert [review.state for review in pull.reviews] == ["APPROVED", "DISMISSED"]
    assert blocked(github.verdict(pull), MISSING)
    github.approve("budi", pull)
    assert github.verdict(pull).approved


def _returned(github: OfficeOnGitHub) -> Pull:
    """Returned by the head of office, approved by the head of the team."""
    pull = github.propose("sari", category="opini")
    github.fake.request_changes(github.people["ratna"], pull, "Belum.")
    github.approve("budi", pull)
    github.tick()
    return pull


def test_a_writer_does_not_get_rid_of_a_return(github: OfficeOnGitHub) -> None:
    pull = _returned(github)
    github.fake.dismiss(github.people["sari"], pull.reviews[0], "Sudah saya perbaiki.")
    assert github.change(pull).approvals[0].until is None
    assert blocked(github.verdict(pull), RETURNED, MISSING)


def test_somebody_with_a_deciding_role_who_wrote_it_does_not_either(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", category="opini")
    github.again("budi", pull, category="opini")
    github.fake.request_changes(github.people["ratna"], pull, "Belum.")
    github.tick()
    github.fake.dismiss(github.people["budi"], pull.reviews[0])
    assert RETURNED in rules(github.verdict(pull))


def test_a_stranger_does_not_either(github: OfficeOnGitHub) -> None:
    pull = _returned(github)
    stranger = github.fake.user("orang-lain")
    github.fake.permit(stranger, github.site, "admin")
    github.fake.dismiss(stranger, pull.reviews[0])
    assert RETURNED in rules(github.verdict(pull))


@pytest.mark.parametrize("who", ["ratna", "budi"])
def test_a_return_is_taken_back_by_its_reviewer_or_by_another_who_decides(github: OfficeOnGitHub, who: str) -> None:
    pull = _returned(github)
    github.fake.dismiss(github.people[who], pull.reviews[0])
    assert github.change(pull).approvals[0].until == github.fake.clock
    assert blocked(github.verdict(pull), MISSING)
    github.approve("ratna", pull)
    assert github.verdict(pull).approved


# -- closing -------------------------------------------------------------------------------------------------------


def test_closing_by_a_reviewer_rejects(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.tick()
    github.fake.close_pull_request(github.people["budi"], pull)
    (opinion,) = github.change(pull).approvals
    assert (opinion.verdict, opinion.reviewer, opinion.roles) == ("rejected", "budi", {"ketua-tim"})
    assert (opinion.commit, opinion.at, opinion.witness) == (
        pull.head_sha, github.fake.clock, pull.events[-1].node_id,
    )  # fmt: skip
    assert blocked(github.verdict(pull), REJECTED, MISSING)


def test_a_rejection_stays_after_reopening(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.tick()
    github.fake.close_pull_request(github.people["budi"], pull)
    github.fake.reopen(github.people["sari"], pull)
    github.approve("budi", pull)
    assert blocked(github.verdict(pull), REJECTED)


@pytest.mark.parametrize("who", ["sari", "budi"])
def test_closing_by_a_writer_abandons(github: OfficeOnGitHub, who: str) -> None:
    """Also by one who decides, and wrote a part of it."""
    pull = github.propose("sari")
    if who == "budi":
        github.again("budi", pull)
    github.tick()
    github.fake.close_pull_request(github.people[who], pull)
    assert [(o.verdict, o.reviewer) for o in github.change(pull).approvals] == [("abandoned", who)]
    assert github.verdict(pull).state == "abandoned"


@pytest.mark.parametrize("who", ["dewi", "stranger"])
def test_closing_by_anybody_else_is_nothing(github: OfficeOnGitHub, who: str) -> None:
    stranger = github.fake.user("orang-lain")
    github.fake.permit(stranger, github.site, "write")
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.fake.close_pull_request(github.people.get(who, stranger), pull)
    github.fake.reopen(github.people["sari"], pull)
    assert [opinion.verdict for opinion in github.change(pull).approvals] == ["approved"]
    assert github.verdict(pull).approved


def test_the_close_of_a_merge_is_no_rejection(github: OfficeOnGitHub) -> None:
    """Agus merges, who decides and did not write it; in the same second GitHub closes it."""
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.fake.merge(github.people["agus"], pull)
    assert [event.typename for event in pull.events] == ["MergedEvent", "ClosedEvent"]
    assert [opinion.verdict for opinion in github.change(pull).approvals] == ["approved"]


# -- drafts --------------------------------------------------------------------------------------------------------


def test_a_draft_is_not_handed_in(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", draft=True)
    github.approve("budi", pull)
    change = github.change(pull)
    assert (change.draft, change.revisions) == (True, ())
    assert (github.verdict(pull).state, github.verdict(pull).approved) == ("draft", False)


def test_a_draft_is_handed_in_when_it_is_ready_as_it_stands_then(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", draft=True)
    first = github.again("sari", pull)
    second = github.again("sari", pull, "Selesai.\n")
    github.tick()
    github.fake.ready_for_review(github.people["sari"], pull)
    ready = github.fake.clock
    assert [(r.commit, r.at) for r in github.change(pull).revisions] == [(second, ready)]
    third = github.again("sari", pull, "Lagi.\n")
    found = github.change(pull).revisions
    assert [(r.commit, r.at) for r in found] == [(second, ready), (third, github.fake.clock)]
    assert first not in {revision.commit for revision in found}
    github.approve("budi", pull)
    assert github.verdict(pull).approved


def test_back_to_a_draft_and_forth(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    opened = github.fake.clock
    github.approve("budi", pull)
    github.tick()
    github.fake.convert_to_draft(github.people["sari"], pull)
    assert (github.change(pull).draft, github.verdict(pull).state) == (True, "draft")
    assert not github.verdict(pull).approved
    github.tick()
    github.fake.ready_for_review(github.people["sari"], pull)
    assert [revision.at for revision in github.change(pull).revisions] == [opened]
    assert github.verdict(pull).approved


def test_an_approval_of_a_draft_that_then_changed(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", draft=True)
    github.approve("budi", pull)
    github.again("sari", pull)
    github.tick()
    github.fake.ready_for_review(github.people["sari"], pull)
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)


# -- pushes --------------------------------------------------------------------------------------------------------


def test_a_forced_push_after_approval(github: OfficeOnGitHub) -> None:
    """The approval was of another commit, though the new one does the same: it is another one's work now."""
    pull = github.propose("sari")
    github.approve("budi", pull)
    gone = pull.head_sha
    github.tick()
    new = github.fake.push(
        github.people["sari"], github.site, pull.head, Office.article(pull.head), onto="main", force=True
    )
    change = github.change(pull)
    assert [revision.commit for revision in change.revisions] == [gone, new]
    assert [revision.own != () for revision in change.revisions] == [False, True]
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)
    github.approve("budi", pull)
    assert github.verdict(pull).approved


def test_a_return_of_what_a_forced_push_took_away_still_blocks(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", category="opini")
    github.fake.request_changes(github.people["ratna"], pull, "Belum.")
    github.tick()
    github.fake.push(
        github.people["sari"], github.site, pull.head, Office.article(pull.head, category="opini", body="Lain.\n"),
        onto="main", force=True,
    )  # fmt: skip
    github.approve("budi", pull)
    assert blocked(github.verdict(pull), RETURNED, MISSING)
    github.approve("ratna", pull)
    assert github.verdict(pull).approved


def test_who_wrote_what_a_forced_push_took_away_wrote_it(github: OfficeOnGitHub) -> None:
    """Budi writes, Sari puts her name on it by force: it is still no work that Budi may approve."""
    pull = github.propose("sari")
    github.again("budi", pull, "Tulisan Budi.\n")
    github.tick()
    files = Office.article(pull.head, body="Tulisan Budi.\n")
    github.fake.push(github.people["sari"], github.site, pull.head, files, onto="main", force=True)
    github.approve("budi", pull)
    found = github.change(pull)
    assert [sorted(revision.writers) for revision in found.revisions] == [["sari"], ["budi"], ["sari"]]
    assert blocked(github.verdict(pull), MISSING, OWN_WORK)


def test_a_forced_push_back_to_what_was_approved(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    approved = pull.head_sha
    github.approve("budi", pull)
    dropped = github.again("sari", pull)
    github.tick()
    github.fake.force_push(github.people["sari"], github.site, pull.head, approved)
    found = github.change(pull)
    assert [revision.commit for revision in found.revisions] == [dropped, approved]
    assert found.revisions[-1].at == pull.created
    assert github.verdict(pull).approved


def test_the_base_merged_in_takes_no_approval_away(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.fake.push(github.people["agus"], github.site, "main", {"content/layanan.md": "---\ntitle: L\n---\n"})
    github.tick()
    github.fake.update_branch(github.people["dewi"], pull)
    before, after = github.change(pull).revisions
    assert (after.writers, after.strangers, after.own) == (frozenset(), 0, before.own)
    assert github.verdict(pull).approved


def test_a_merge_of_the_base_that_changes_more_takes_it_away(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    github.fake.push(github.people["agus"], github.site, "main", {"content/layanan.md": "---\ntitle: L\n---\n"})
    github.tick()
    store, head = github.site.store, pull.head_sha
    tree = store.tree_with(store.merged_tree(head, github.main), Office.article(pull.head, body="Selipan.\n"))
    sari = Person("Sari", "sari@balai-contoh.example", github.fake.clock)
    evil = store.make_commit(tree, (head, github.main), "Merge branch 'main'", sari, sari)
    github.fake.force_push(github.people["sari"], github.site, pull.head, evil)
    assert github.change(pull).revisions[-1].writers == {"sari"}
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)


# -- forks and bases -----------------------------------------------------------------------------------------------


def test_a_fork_is_judged_like_a_branch(github: OfficeOnGitHub) -> None:
    sari = github.people["sari"]
    fork = github.fake.fork(sari, github.site)
    github.fake.edit(sari, fork, "panen", Office.article("panen"))
    pull = github.fake.open_pull_request(sari, github.site, "panen", title=TITLE, fork=fork)
    assert blocked(github.verdict(pull), MISSING)
    github.approve("budi", pull)
    (revision,) = github.change(pull).revisions
    assert (revision.writers, revision.submitter, revision.strangers) == ({"sari"}, "sari", 0)
    assert github.verdict(pull).approved
    github.tick()
    github.fake.edit(sari, fork, "panen", Office.article("panen", body="Sesudahnya.\n"))
    assert blocked(github.verdict(pull), MISSING, OTHER_REVISION)


def test_a_pull_request_into_another_branch_is_no_change(github: OfficeOnGitHub) -> None:
    github.fake.edit(github.people["sari"], github.site, "lain", Office.article("lain"))
    pull = github.propose("sari", base="lain")
    assert github.forge().change(pull.number, github.sop) is None
    assert github.forge().news(lambda *_: False) == []


def test_what_was_approved_for_another_branch_is_not_for_main(github: OfficeOnGitHub) -> None:
    """The branch that it is compared with holds an article that nobody read; turned towards main, it comes along."""
    github.fake.edit(github.people["sari"], github.site, "lain", Office.article("selundupan"))
    pull = github.propose("sari", base="lain")
    github.approve("budi", pull)
    github.tick()
    github.fake.change_base(github.people["sari"], pull, "main")
    (revision,) = github.change(pull).revisions
    assert (revision.at, len(revision.own)) == (github.fake.clock, 2)
    (opinion,) = github.change(pull).approvals
    assert (opinion.until, opinion.undone) == (github.fake.clock, pull.events[-1].node_id)
    assert blocked(github.verdict(pull), MISSING)
    github.approve("budi", pull)
    assert github.verdict(pull).approved


def test_away_from_main_and_back(github: OfficeOnGitHub) -> None:
    github.fake.edit(github.people["sari"], github.site, "lain", Office.article("lain"))
    pull = github.propose("sari")
    opened = github.fake.clock
    github.approve("budi", pull)
    for base in ("lain", "main"):
        github.tick()
        github.fake.change_base(github.people["sari"], pull, base)
    assert [revision.at for revision in github.change(pull).revisions] == [opened]
    assert blocked(github.verdict(pull), MISSING)


# -- what it changes -----------------------------------------------------------------------------------------------


def test_a_policy_flag_in_the_head(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari", policy="true")
    github.approve("budi", pull)
    found = github.verdict(pull)
    assert blocked(found, MISSING)
    assert found.missing == ("kepala",)
    github.approve("ratna", pull)
    assert github.verdict(pull).approved


def test_a_policy_flag_in_the_base(github: OfficeOnGitHub) -> None:
    """A change that drops the flag is the head's business too."""
    github.fake.push(github.people["agus"], github.site, "main", Office.article("panen", policy="true"))
    pull = github.propose("sari", "turun", files=Office.article("panen", body="Tanpa bendera.\n"))
    github.approve("budi", pull)
    found = github.verdict(pull)
    assert blocked(found, MISSING)
    assert found.missing == ("kepala",)


@pytest.mark.parametrize("moved", [False, True], ids=["deleted", "renamed"])
def test_what_goes_asks_the_same_people_as_what_stays(github: OfficeOnGitHub, moved: bool) -> None:
    """An opinion piece that is deleted, or moved into a category for which fewer are asked."""
    github.fake.push(github.people["agus"], github.site, "main", Office.article("lama", category="opini"))
    (path,) = Office.article("lama")
    files: dict[str, bytes | None] = {path: None}
    if moved:
        files |= Office.article("baru")
    pull = github.propose("sari", "pindah", files=files)
    github.approve("budi", pull)
    found = github.verdict(pull)
    assert blocked(found, MISSING)
    assert found.missing == ("kepala",)


# -- landing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["squash", "rebase"])
def test_a_squashed_or_rebased_merge_lands_another_commit_than_was_reviewed(
    github: OfficeOnGitHub, method: str
) -> None:
    pull = github.propose("sari")
    github.again("sari", pull)
    github.approve("budi", pull)
    before = github.main
    github.tick()
    github.fake.merge(github.people["agus"], pull, method)
    landing = github.forge().landing(pull.number, github.sop)
    assert landing is not None
    assert (landing.commit, landing.tip, landing.at) == (github.main, "", github.fake.clock)
    assert landing.base == (before if method == "squash" else github.fake.head(github.site, "main~1"))
    assert github.change(pull).merged == github.main


@pytest.mark.parametrize(("who", "merger"), [("agus", "agus"), ("dewi", "dewi"), ("stranger", "")])
def test_who_merged(github: OfficeOnGitHub, who: str, merger: str) -> None:
    stranger = github.fake.user("orang-lain")
    github.fake.permit(stranger, github.site, "write")
    pull = github.propose("sari")
    github.approve("budi", pull)
    before = github.main
    github.fake.merge(github.people.get(who, stranger), pull)
    landing = github.forge().landing(pull.number, github.sop)
    assert landing is not None
    assert (landing.base, landing.tip, landing.merger) == (before, pull.head_sha, merger)


def test_a_merge_made_elsewhere_and_pushed(github: OfficeOnGitHub) -> None:
    pull = github.propose("sari")
    github.approve("budi", pull)
    before = github.main
    merge = github.fake.merge_branches(github.people["agus"], github.site, "main", pull.head)
    landing = github.forge().landing(pull.number, github.sop)
    assert landing is not None
    assert (landing.commit, landing.base, landing.tip) == (merge, before, pull.head_sha)
