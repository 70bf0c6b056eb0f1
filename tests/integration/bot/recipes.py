"""A recipe to draw."""

from datetime import date

from core.message import Picture
from views.results import Result, picture
from views.texts import texts_for

RESULTS: Picture = picture(texts_for("zh"), "早起写作营", date(2026, 3, 9), Result("林晓", 7, 7, 89))
