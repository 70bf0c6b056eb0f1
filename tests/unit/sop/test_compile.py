from datetime import timedelta

from core.facts import FactKind
from sop.program import Need, Program
from tests.unit.sop.play import program_of


def program() -> Program:
    return program_of(
        """
        stop_when: [opted_out, {points: {below: 0}}]
        quiet: "22:30-08:00"
        when: {not: {tag: staff}}
        steps:
          - id: intro
            do:
              - ask: {to: private, else: skip, question: Who?, save: who, within: 24h, none: [{tag: silent}]}
              - approve: {text: In?, within: 1d, yes: [{tag: core}], no: [], expired: []}
              - task: {for: assistant, text: Call, due: 1d, wait: true}
          - id: following
            do:
              - choose:
                  - if: {check_ins: {at_least: 2, since: 10d}}
                    do: [{tag: a}, {wait: {for: message, within: 1h, none: [{tag: b}]}}]
                  - else: [{tag: c}]
              - tag: d
          - {id: daily, each: {day: 2..3, at: "09:00"}, do: [{tag: e}]}
        """
    )


def test_every_action_has_an_address_and_knows_what_comes_next() -> None:
    nodes = program().nodes

    assert {path: node.next for path, node in nodes.items()} == {
        "intro/1": "intro/2",
        "intro/1/none/1": None,
        "intro/2": "intro/3",
        "intro/2/yes/1": "intro/3",
        "intro/3": None,
        "following/1": "following/2",
        "following/1/if1/1": "following/1/if1/2",
        "following/1/if1/2": "following/2",
        "following/1/if1/2/none/1": None,
        "following/1/else/1": "following/2",
        "following/2": None,
        "daily/1": None,
    }


def test_an_empty_branch_leads_where_it_would_have_led() -> None:
    nodes = program().nodes

    assert nodes["intro/2"].branches == {"yes": "intro/2/yes/1", "no": None, "expired": None}
    assert nodes["intro/3"].branches == {"could_not": nodes["intro/3"].next}


def test_steps_have_a_time_or_follow_one() -> None:
    compiled = program()

    assert compiled.heads == ("intro", "daily")
    assert {step.id: step.after for step in compiled.steps.values()} == {
        "intro": "following",
        "following": None,
        "daily": None,
    }


def test_it_names_what_must_be_loaded_and_what_can_wake_it() -> None:
    compiled = program()

    assert compiled.needs == {Need.POINTS, Need.CHECK_INS, Need.LAST_MESSAGE_AT}
    assert compiled.when_needs == {Need.TAGS}
    assert compiled.look_back == timedelta(days=10)
    assert compiled.events == {FactKind.OPTED_OUT, FactKind.POINTS_CHANGED, FactKind.MESSAGE}
