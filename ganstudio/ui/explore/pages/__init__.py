"""The pages of the explorer, in the order of their tabs."""

from ganstudio.ui.explore.page import Page
from ganstudio.ui.explore.pages.directions import DirectionsPage
from ganstudio.ui.explore.pages.layers import LayersPage
from ganstudio.ui.explore.pages.map import MapPage
from ganstudio.ui.explore.pages.nearest import NearestPage
from ganstudio.ui.explore.pages.own_picture import OwnPicturePage
from ganstudio.ui.explore.pages.path import PathPage
from ganstudio.ui.explore.pages.wall import WallPage

PAGES: tuple[type[Page], ...] = (WallPage, PathPage, DirectionsPage, MapPage, OwnPicturePage, NearestPage, LayersPage)
