"""The same stack and browser as for the screens."""

from tests.screens.conftest import boutique, browser, new_page, page, playwright, stack

__all__ = ["boutique", "browser", "new_page", "page", "playwright", "stack"]
