"""Settings, users, rates, check and log, as the chief uses them."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from db.engine import writing
from db.facts import PARTNER_MONTH
from db.people import list_users
from db.store import Store
from scorecard.access import EVERYTHING, Role
from tests.app.conftest import AS_OF, OpenApp, go, texts


def test_a_changed_name_needs_no_rebuild(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "admin")
    assert app.text_input(key="set_programme_name").value == "Test programme"
    app.text_input(key="set_programme_name").set_value("Northern partners")
    app.button[0].click().run()
    assert [e.value for e in app.success] == ["The settings are saved."]
    assert small_store.settings().programme_name == "Northern partners"
    assert small_store.settings().as_of == AS_OF


def test_another_currency_makes_all_numbers_anew(open_app: OpenApp, small_store: Store) -> None:
    def net() -> int:
        with small_store.engine.connect() as connection:
            return int(
                connection.exec_driver_sql("SELECT sum(net_minor) FROM partner_month").scalar_one()
            )

    before = net()
    app = go(open_app(), "admin")
    app.selectbox(key="set_reporting_currency").select("PLN")
    app.button[0].click().run()
    assert [e.value for e in app.success] == [
        "The settings are saved and all numbers are made anew."
    ]
    # The lines are in złoty: 25 x 481.43 - 99.90 = 11,935.85
    assert (before != net(), net()) == (True, 1_193_585)
    assert small_store.settings().reporting_currency == "PLN"


def test_a_currency_without_rates_leaves_everything_as_it_was(
    open_app: OpenApp, small_store: Store
) -> None:
    app = go(open_app(), "admin")
    app.selectbox(key="set_reporting_currency").select("UYU")
    app.button[0].click().run()
    assert [e.value for e in app.error] == [
        "There is no exchange rate for UYU on 2026-01-19. Load rates that cover this day (Admin, "
        "Exchange rates), then try again."
    ]
    assert small_store.settings().reporting_currency == "EUR"


def test_an_empty_name_is_refused(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "admin")
    app.text_input(key="set_programme_name").set_value("")
    app.button[0].click().run()
    assert app.error[0].value.startswith("The setting programme\\_name cannot be read: ")
    assert small_store.settings().programme_name == "Test programme"


def test_a_user_is_added_and_switched_off(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "admin", view="users")
    app.text_input(key="email_").set_value("New@Example.com")
    app.text_input(key="name_").set_value("New <b>Person</b>")
    app.selectbox(key="role_").select(Role.PARTNER).run()
    app.text_input(key="subject_partner_").set_value("P-0002").run()
    app.button(key="save_user").click().run()
    assert [e.value for e in app.success] == ["New \\<b\\>Person\\</b\\> is saved."]
    found = {person.email: person for person in list_users(small_store, EVERYTHING)}
    assert found["new@example.com"].subject == "P-0002"
    assert "New &lt;b&gt;Person&lt;/b&gt;" in texts(app)

    app.selectbox(key="who").select("new@example.com").run()
    app.checkbox(key="on_new@example.com").uncheck().run()
    app.button(key="save_user").click().run()
    found = {person.email: person for person in list_users(small_store, EVERYTHING)}
    assert not found["new@example.com"].active


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        ("nobody", Role.CHIEF,
         "“nobody” is no e-mail address with a name. Write both and save again."),
        ("a@example.com", Role.MANAGER,
         "A manager needs an owner, a distributor or a partner to look at. Choose one."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    email: str, role: Role, sentence: str, open_app: OpenApp, small_store: Store
) -> None:
    n = len(list_users(small_store, EVERYTHING))
    app = go(open_app(), "admin", view="users")
    app.text_input(key="email_").set_value(email)
    app.text_input(key="name_").set_value("Somebody")
    app.selectbox(key="role_").select(role).run()
    app.button(key="save_user").click().run()
    assert [e.value for e in app.error] == [sentence]
    assert len(list_users(small_store, EVERYTHING)) == n


def test_the_last_chief_stays(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(None), "admin", view="users")
    app.selectbox(key="who").select("chief@example.com").run()
    app.checkbox(key="on_chief@example.com").uncheck().run()
    app.button(key="save_user").click().run()
    assert [e.value for e in app.error] == [
        "chief@example.com is the only channel chief who can sign in. Add another chief first."
    ]


def test_own_rates_are_loaded_and_count(open_app: OpenApp, small_store: Store) -> None:
    app = go(open_app(), "admin", view="rates")
    rates = app.dataframe[0].value
    assert "PLN" in set(rates["Currency"])
    app.file_uploader[0].upload("own.csv", b"currency,date,rate\nPLN,2026-01-19,4.00\n").run()
    app.button(key="load_rates").click().run()
    assert [e.value for e in app.success] == ["1 rate is loaded, all numbers are made anew."]
    with small_store.engine.connect() as connection:
        net = connection.exec_driver_sql("SELECT sum(net_minor) FROM partner_month").scalar_one()
    # 12,035.75 / 4 = 3,008.9375 and -99.90 / 4 = -24.975, each half to even: 3,008.94 - 24.98
    assert int(net) == 300_894 - 2_498
    assert small_store.audit(EVERYTHING)[0].action == "rates.load"


def test_wrong_rates_are_explained(open_app: OpenApp) -> None:
    app = go(open_app(), "admin", view="rates")
    app.file_uploader[0].upload("own.csv", b"currency,date,rate\nXX,2026-01-19,4.00\n").run()
    app.button(key="load_rates").click().run()
    assert app.error[0].value.startswith("Line 2 of the exchange rates cannot be read: ")


def test_the_check_says_that_all_is_well_and_finds_what_is_not(
    open_app: OpenApp, small_store: Store
) -> None:
    app = go(open_app(), "admin", view="check")
    app.button(key="check").click().run()
    assert [e.value for e in app.success] == ["All is well: kept and recomputed numbers are equal."]
    with writing(small_store.engine) as connection:
        connection.execute(update(PARTNER_MONTH).values(net_minor=PARTNER_MONTH.c.net_minor + 1))
    app.button(key="check").click().run()
    assert app.error[0].value.startswith("The check found ")
    assert "partner_month" in texts(app)
    app.button(key="rebuild").click().run()
    assert [e.value for e in app.success] == ["All numbers are made anew."]
    app.button(key="check").click().run()
    assert not app.error


def test_the_log_shows_who_did_what(open_app: OpenApp) -> None:
    app = go(open_app(), "admin")
    app.text_input(key="set_programme_name").set_value("Logged")
    app.button[0].click().run()
    log = go(app, "admin", view="log").dataframe[0].value
    newest = log.iloc[0]
    assert (newest["Who"], newest["What"]) == ("chief@example.com", "settings.save")


def test_an_empty_store_offers_the_demo_programme(
    open_app: OpenApp, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_app(None, database_url=sqlite_url)
    assert "Load the demo programme" in [b.label for b in go(app, "admin").button]
    assert "Load the demo programme" not in [b.label for b in go(open_app(), "admin").button]
