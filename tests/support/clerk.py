"""A clerk at the pages in a browser, who has a keyboard and no mouse."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.eyes import look

PATIENCE = 300_000
"""Milliseconds that work may take on a machine that others use, too."""
_MOST_TABS = 600


class Clerk:
    """Goes from one field or button to the next by Tab; looks at each page on the way.

    ``sharp``: axe helps the clerk to look.
    """

    def __init__(self, browser: Page, *, sharp: bool) -> None:
        self.browser, self.sharp = browser, sharp
        browser.set_default_timeout(PATIENCE)

    # --- where the clerk is ---------------------------------------------------------------------

    def go(self, step: str) -> None:
        """Take the link of a step at the top."""
        self.enter(self.browser.locator("nav.steps a").filter(has_text=step).first)
        expect(self.browser.locator("nav.steps a[aria-current]")).to_contain_text(step)
        self.look()

    def follow(self, name: str) -> None:
        """Take a link of that name, and look at the page."""
        self.enter(self.browser.get_by_role("link", name=name).first)
        self.browser.wait_for_load_state()
        self.look()

    def sees(self, text: str) -> None:
        """Wait until a text is there, and the work is done that brings it."""
        expect(self.browser.locator("main")).to_contain_text(text, timeout=PATIENCE)
        self.rest()

    def rest(self) -> None:
        """Wait until nothing is under way and the page does not renew itself."""
        expect(self.browser.locator('body[data-working="0"]')).to_be_attached(timeout=PATIENCE)

    def look(self) -> None:
        """Wait until the page rests; nothing on it is hard to use for anybody."""
        self.rest()
        if self.sharp:
            look(self.browser, self.browser.url)

    # --- what the clerk does --------------------------------------------------------------------

    def enter(self, place: Locator) -> None:
        """Go to a link, a button or a fold, and press Enter."""
        self.tab_to(place)
        self.browser.keyboard.press("Enter")

    def press(self, name: str, told: str) -> None:
        """Press a button, wait for what is told of it, and look at the page."""
        self.enter(self.browser.get_by_role("button", name=name, exact=True).first)
        self.sees(told)
        self.look()

    def fill(self, within: Locator, **fields: str) -> None:
        """Fill in fields by their names."""
        for name, text in fields.items():
            field = within.locator(f"[name={name}]")
            self.tab_to(field)
            kind = field.evaluate("each => each.type")
            if kind == "select-one":
                self._choose(field, text)
            elif kind == "date":
                self.browser.keyboard.type(date.fromisoformat(text).strftime("%m%d%Y"))
            else:
                self.browser.keyboard.press("Control+A")
                self.browser.keyboard.insert_text(text)
            assert field.input_value() == text

    def _choose(self, field: Locator, value: str) -> None:
        index = "(each, value) => Array.from(each.options).findIndex(o => o.value === value)"
        wanted = field.evaluate(index, value)
        for _ in range(wanted - field.evaluate("each => each.selectedIndex")):
            self.browser.keyboard.press("ArrowDown")

    def unfold(self, within: Locator, label: str) -> Locator:
        """Open what is folded below a label; gives the form in it."""
        fold = within.locator("details").filter(has=self.browser.locator("summary", has_text=label))
        if fold.first.get_attribute("open") is None:
            self.enter(fold.first.locator("summary"))
        return fold.first.locator("form")

    def submit(self, form: Locator, told: str) -> None:
        """Press the button of a form, wait for what is told of it, and look at the page."""
        self.enter(form.locator("button").first)
        self.sees(told)
        self.look()

    def hand_over(self, files: list[Path], told: str) -> None:
        """Choose files from the file chooser, which a key opens."""
        with self.browser.expect_file_chooser() as chooser:
            self.enter(self.browser.locator("#drop input[type=file]").first)
        chooser.value.set_files(files)
        self.sees(told)
        self.look()

    def tab_to(self, place: Locator) -> None:
        """Press Tab until something has the focus."""
        expect(place).to_be_visible()
        for _ in range(_MOST_TABS):
            if place.evaluate("each => each === document.activeElement"):
                return
            self.browser.keyboard.press("Tab")
        raise AssertionError(f"no way by Tab to {place}")
