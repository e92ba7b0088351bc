from models import Role
from server.demo.roster import DemoPerson, find_person, group_by_role, read_people


def test_everybody_has_a_key_of_their_own_and_words_in_both_languages() -> None:
    people = read_people()
    assert len({person.key for person in people}) == len(people)
    assert {frozenset(person.about) for person in people} == {frozenset({"zh-CN", "en"})}


def test_a_person_is_found_by_key() -> None:
    first = read_people()[0]
    assert find_person(first.key) == first
    assert find_person("nobody") is None


def test_groups_come_in_the_order_of_the_work_with_applicants_first() -> None:
    issuer, applicant, reviewer = (
        DemoPerson(key=key, name=key, about={}, role=role)
        for key, role in [("i", Role.ISSUER), ("a", None), ("r", Role.REVIEWER)]
    )
    groups = group_by_role((issuer, applicant, reviewer))
    assert [(group.role, group.people) for group in groups] == [
        (None, (applicant,)),
        (Role.REVIEWER, (reviewer,)),
        (Role.ISSUER, (issuer,)),
    ]


def test_the_demo_has_somebody_in_every_role() -> None:
    assert {group.role for group in group_by_role(read_people())} == {None, *Role}
