"""Merging, branch rules, and what a push does to a pull request."""

from __future__ import annotations

import pytest
from tests.github_double.conftest import Office
from tests.support.github import Refusal

from github import GithubException


def test_a_merge_commit(office: Office) -> None:
    pull = office.pull("panen")
    before, head = office.fake.head(office.site), pull.head_sha
    seen = office.seen(office.agus).get_pull(1)
    assert seen.merge(sha=head).merged
    tip = office.seen(office.agus).get_commit("main")
    assert [parent.sha for parent in tip.parents] == [before, head]
    assert (tip.author.login, tip.committer.login) == ("agus", "web-flow")
    assert tip.commit.message == "Merge pull request #1 from balai-contoh/panen\n\nBerita panen"
    merged = office.seen(office.agus).get_pull(1)
    assert (merged.merged, merged.merged_by.login, merged.merge_commit_sha) == (True, "agus", tip.sha)
    assert merged.is_merged()
    assert [event.event for event in merged.get_issue_events()] == ["merged", "closed"]
    assert office.fake.read(office.site, "content/panen.md") == b"Isi.\n"
    with pytest.raises(GithubException) as twice:
        seen.merge()
    assert (twice.value.status, twice.value.data["message"]) == (405, "Pull Request is not mergeable")


@pytest.mark.parametrize("method", ["squash", "rebase"])
def test_other_ways_leave_one_parent(office: Office, method: str) -> None:
    pull = office.pull("panen")
    office.fake.push(office.budi, office.site, "panen", {"content/lain.md": "Lain.\n"})
    before = office.fake.head(office.site)
    office.fake.push(office.agus, office.site, "main", {"sela.md": "Sela\n"})
    office.seen(office.agus).get_pull(1).merge(merge_method=method)
    tip = office.seen(office.agus).get_commit("main")
    assert len(tip.parents) == 1
    assert office.fake.read(office.site, "content/lain.md") == b"Lain.\n"
    assert office.fake.read(office.site, "sela.md") == b"Sela\n"
    assert pull.merge_commit == tip.sha
    if method == "squash":
        assert (tip.author.login, tip.committer.login) == ("sari", "web-flow")
        assert "Co-authored-by: budi <budi@example.org>" in tip.commit.message
    else:
        assert (tip.author.login, tip.committer.login) == ("budi", "agus")
        assert tip.parents[0].commit.message == "Update content/panen.md"
    assert office.seen(office.agus).get_pull(1).get_commits()[0].sha != before


def test_a_head_that_moved_on(office: Office) -> None:
    pull = office.pull()
    judged = pull.head_sha
    office.fake.edit(office.sari, office.site, "artikel", {"content/artikel.md": "Lain.\n"})
    with pytest.raises(GithubException) as refused:
        office.seen(office.agus).get_pull(1).merge(sha=judged)
    assert (refused.value.status, refused.value.data["message"]) == (
        409,
        "Head branch was modified. Review and try the merge again.",
    )


def test_drafts_conflicts_and_strangers_do_not_merge(office: Office) -> None:
    office.pull("draf", draft=True)
    with pytest.raises(GithubException) as draft:
        office.seen(office.agus).get_pull(1).merge()
    assert (draft.value.status, draft.value.data["message"]) == (405, "Pull Request is still a draft")
    pull = office.pull("panen")
    with pytest.raises(GithubException) as stranger:
        office.seen(office.tamu).get_pull(2).merge()
    assert stranger.value.status == 403
    office.fake.push(office.agus, office.site, "main", {"content/panen.md": "Lain sama sekali.\n"})
    assert not office.seen(office.agus).get_pull(2).mergeable
    with pytest.raises(Refusal, match="405 Pull Request is not mergeable"):
        office.fake.merge(office.agus, pull)


def test_a_way_that_is_turned_off(office: Office) -> None:
    pull = office.pull()
    office.site.allow_squash_merge = False
    with pytest.raises(Refusal, match="405 Squash merges are not allowed on this repository"):
        office.fake.merge(office.agus, pull, "squash")


def test_branch_protection(office: Office) -> None:
    office.fake.protect(office.site, approvals=2, code_owners=True, checks=[("terbit / persetujuan", office.app.id)])
    seen = office.seen(office.agus)
    shown = seen.get_branch("main").get_protection()
    assert shown.required_pull_request_reviews.required_approving_review_count == 2
    assert shown.required_pull_request_reviews.require_code_owner_reviews
    assert shown.required_status_checks.contexts == ["terbit / persetujuan"]
    assert not shown.enforce_admins
    with pytest.raises(GithubException) as hidden:
        office.seen(office.sari).get_branch("main").get_protection()
    assert hidden.value.status == 403
    pull = office.pull()
    with pytest.raises(Refusal, match="405 At least 2 approving reviews are required by reviewers with write access"):
        office.fake.merge(office.sari, pull)
    office.fake.approve(office.budi, pull)
    office.fake.approve(office.ratna, pull)
    with pytest.raises(Refusal, match='405 Required status check "terbit / persetujuan" is expected'):
        office.fake.merge(office.sari, pull)
    other = office.fake.app("palsu", {"checks": "write"}, install=[office.site])
    office.fake.check_run(other, office.site, pull.head_sha, "terbit / persetujuan", "success")
    with pytest.raises(Refusal, match="Required status check"):
        office.fake.merge(office.sari, pull)
    office.fake.check_run(office.app, office.site, pull.head_sha, "terbit / persetujuan", "success")
    office.fake.merge(office.sari, pull)
    with pytest.raises(Refusal, match="Protected branch update failed"):
        office.fake.edit(office.sari, office.site, "main", {"a": "a"})
    office.fake.edit(office.agus, office.site, "main", {"a": "a"})  # administrators are let through


def test_a_ruleset(office: Office) -> None:
    rules = [
        {
            "type": "pull_request",
            "parameters": {"required_approving_review_count": 1, "allowed_merge_methods": ["merge"]},
        },
        {
            "type": "required_status_checks",
            "parameters": {
                "required_status_checks": [{"context": "terbit / persetujuan", "integration_id": office.app.id}]
            },
        },
        {"type": "deletion"},
        {"type": "non_fast_forward"},
    ]
    made = office.fake.ruleset(office.site, rules)
    seen = office.seen(office.sari)
    ask = seen.requester.requestJsonAndCheck
    assert [(one["name"], one["enforcement"]) for one in ask("GET", f"{seen.url}/rulesets")[1]] == [("main", "active")]
    detail = ask("GET", f"{seen.url}/rulesets/{made['id']}")[1]
    assert [rule["type"] for rule in detail["rules"]] == [rule["type"] for rule in rules]
    assert "bypass_actors" not in detail
    assert (
        office.seen(office.agus).requester.requestJsonAndCheck("GET", f"{seen.url}/rulesets/{made['id']}")[1][
            "bypass_actors"
        ]
        == []
    )
    found = ask("GET", f"{seen.url}/rules/branches/main")[1]
    assert [(rule["type"], rule["ruleset_id"]) for rule in found] == [(rule["type"], made["id"]) for rule in rules]
    assert ask("GET", f"{seen.url}/rules/branches/lain")[1] == []
    with pytest.raises(Refusal, match="Changes must be made through a pull request"):
        office.fake.edit(office.agus, office.site, "main", {"a": "a"})
    pull = office.pull()
    with pytest.raises(Refusal, match="Squash merges are not allowed"):
        office.fake.merge(office.agus, pull, "squash")
    with pytest.raises(Refusal, match="Repository rule violations found"):
        office.fake.merge(office.agus, pull)
    office.fake.approve(office.budi, pull)
    office.fake.check_run(office.app, office.site, pull.head_sha, "terbit / persetujuan", "success")
    office.fake.merge(office.agus, pull)


def test_who_may_bypass_a_ruleset(office: Office) -> None:
    bypass = [{"actor_id": office.app.id, "actor_type": "Integration"}]
    office.fake.ruleset(office.site, [{"type": "pull_request"}], bypass=bypass)
    office.app.permissions["contents"] = "write"
    office.fake.edit(office.app, office.site, "main", {"a": "a"})
    with pytest.raises(Refusal):
        office.fake.edit(office.agus, office.site, "main", {"b": "b"})


def test_stale_approvals_are_dismissed_where_the_rules_say_so(office: Office) -> None:
    pull = office.pull()
    review = office.fake.approve(office.budi, pull)
    office.fake.edit(office.sari, office.site, "artikel", {"content/artikel.md": "Satu.\n"})
    assert review.state == "APPROVED"
    office.fake.protect(office.site, approvals=1, dismiss_stale=True)
    office.fake.edit(office.sari, office.site, "artikel", {"content/artikel.md": "Dua.\n"})
    assert review.state == "DISMISSED"


def test_a_forced_push_leaves_its_trace(office: Office) -> None:
    pull = office.pull()
    first = pull.head_sha
    office.fake.push(office.sari, office.site, "artikel", {"content/x.md": "x"}, onto="main", force=True)
    assert pull.head_sha != first
    events = list(office.seen(office.sari).get_pull(1).get_issue_events())
    assert [(event.event, event.actor.login) for event in events] == [("head_ref_force_pushed", "sari")]
    assert office.seen(office.sari).get_commit(first).sha == first  # the old head can still be read


def test_a_merge_that_was_pushed(office: Office) -> None:
    pull = office.pull()
    made = office.fake.merge_branches(office.agus, office.site, "main", "artikel")
    assert (pull.merged_by, pull.merge_commit, pull.state) == (office.agus, made, "closed")
    assert office.seen(office.sari).get_commit(made).committer.login == "agus"


def test_the_base_is_merged_into_the_head(office: Office) -> None:
    pull = office.pull()
    office.fake.push(office.agus, office.site, "main", {"lain.md": "Lain\n"})
    office.seen(office.sari).get_pull(1).update_branch()
    tip = office.seen(office.sari).get_commit(pull.head_sha)
    assert [parent.sha for parent in tip.parents][1] == office.fake.head(office.site)
    assert (tip.author.login, tip.committer.login) == ("sari", "web-flow")


def test_the_trial_merge(office: Office) -> None:
    pull = office.pull()
    seen = office.seen(office.sari)
    trial = seen.get_git_ref("pull/1/merge").object.sha
    assert [p.sha for p in seen.get_commit(trial).parents] == [office.fake.head(office.site), pull.head_sha]
    assert seen.get_pull(1).merge_commit_sha == trial
    office.fake.push(office.agus, office.site, "main", {"lain.md": "Lain\n"})
    assert seen.get_pull(1).merge_commit_sha != trial


def test_rules_against_deleting_and_forcing(office: Office) -> None:
    office.fake.ruleset(office.site, [{"type": "deletion"}, {"type": "non_fast_forward"}])
    office.fake.edit(office.sari, office.site, "main", {"a": "a"})
    ref = office.seen(office.agus).get_git_ref("heads/main")
    before = office.seen(office.agus).get_commit("main").parents[0].sha
    for call, said in (
        (ref.delete, "Cannot delete this branch"),
        (lambda: ref.edit(before, force=True), "Cannot force-push to this branch"),
    ):
        with pytest.raises(GithubException) as refused:
            call()
        assert (refused.value.status, said in refused.value.data["message"]) == (422, True)
    with pytest.raises(Refusal, match="Cannot force-push"):
        office.fake.force_push(office.agus, office.site, "main", before)


def test_in_a_private_repository_of_the_free_plan_no_rule_binds(office: Office) -> None:
    home = office.records
    office.fake.protect(home, approvals=1, admins=True)
    office.fake.ruleset(home, [{"type": "pull_request"}])
    office.fake.edit(office.agus, home, "main", {"a": "a"})
    seen = office.seen(office.agus, "balai-contoh/catatan")
    for path in ("rulesets", "rules/branches/main", "branches/main/protection"):
        with pytest.raises(GithubException) as refused:
            seen.requester.requestJsonAndCheck("GET", f"{seen.url}/{path}")
        assert (refused.value.status, refused.value.data["message"]) == (
            403,
            "Upgrade to GitHub Pro or make this repository public to enable this feature.",
        )
    home.owner.plan = "team"
    assert len(seen.requester.requestJsonAndCheck("GET", f"{seen.url}/rulesets")[1]) == 1
    with pytest.raises(Refusal):
        office.fake.edit(office.agus, home, "main", {"b": "b"})
