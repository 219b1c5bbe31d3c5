"""The pages of the explorer, in the order of their tabs."""

from ganstudio.ui.explore.page import Page

PAGES: tuple[type[Page], ...] = ()
