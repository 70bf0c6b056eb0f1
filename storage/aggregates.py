"""All aggregates of a unit of work, by name, in the order in which they are written."""

from bisect import insort
from collections.abc import Callable
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from storage.activity import ActivityStore
from storage.attachments import AttachmentStore
from storage.audit import AuditStore
from storage.authorships import AuthorshipStore
from storage.badges import BadgeStore
from storage.certificates import CertificateStore
from storage.check_ins import CheckInStore
from storage.cohorts import CohortStore
from storage.communities import ChatStore, CommunityStore
from storage.digests import DigestStore
from storage.first_words import FirstWordsStore
from storage.flood_waits import FloodWaitStore
from storage.inbox import InboxStore
from storage.introductions import IntroductionStore
from storage.leaves import LeaveStore
from storage.make_up_cards import CardStore
from storage.members import MemberStore
from storage.outbox import OutboxStore
from storage.points import PointStore
from storage.presences import PresenceStore
from storage.prompts import PromptStore
from storage.proofs import ProofStore
from storage.questions import QuestionStore
from storage.rank import RankStore
from storage.records import Buffer
from storage.requests import RequestStore
from storage.restores import RestoreStore
from storage.runs import RunStore
from storage.schedules import ScheduleStore
from storage.scripts import ScriptStore
from storage.selections import SelectionStore
from storage.skips import SkipStore
from storage.staff import StaffStore
from storage.stages import StageStore
from storage.tags import TagStore
from storage.todo_notes import TodoNoteStore
from storage.todos import TodoStore
from storage.uptime import UptimeStore
from storage.users import UserStore
from storage.work import WorkStore

if TYPE_CHECKING:
    from storage.unit_of_work import UnitOfWork

S = TypeVar("S")

_PLACES = count()
"""In the order in which the stores are named below."""


class Opened(Generic[S]):
    """A store that is made when it is first asked for: a unit of work needs few of them.

    From then on it stands in the unit of work itself, and this is not asked any more.
    """

    def __init__(self, store: "Callable[[UnitOfWork], S]") -> None:
        self._store = store
        self._place = next(_PLACES)

    def __set_name__(self, owner: Any, name: str) -> None:
        self._name = name

    def __get__(self, uow: Any, owner: Any = None) -> S:
        if uow.over:
            raise RuntimeError(f"the unit of work is over: there is no `{self._name}` any more")
        opened = uow.__dict__[self._name] = self._store(uow)
        insort(uow.opened, (self._place, self._name, getattr(opened, "buffers", ())), key=itemgetter(0))
        return opened


class Aggregates:
    """The stores of a unit of work, what others refer to first: the database has links between them."""

    communities = Opened(CommunityStore)
    chats = Opened(ChatStore)
    users = Opened(UserStore)
    members = Opened(MemberStore)
    presences = Opened(PresenceStore)
    staff = Opened(StaffStore)
    tags = Opened(TagStore)
    stages = Opened(StageStore)
    points = Opened(PointStore)
    rank = Opened(RankStore)
    badges = Opened(BadgeStore)
    introductions = Opened(IntroductionStore)
    authorships = Opened(AuthorshipStore)
    check_ins = Opened(CheckInStore)
    leaves = Opened(LeaveStore)
    make_up_cards = Opened(CardStore)
    proofs = Opened(ProofStore)
    activity = Opened(ActivityStore)
    cohorts = Opened(CohortStore)
    scripts = Opened(ScriptStore)
    runs = Opened(RunStore)
    certificates = Opened(CertificateStore)
    outbox = Opened(OutboxStore)
    questions = Opened(QuestionStore)
    selections = Opened(SelectionStore)
    todos = Opened(TodoStore)
    todo_notes = Opened(TodoNoteStore)
    first_words = Opened(FirstWordsStore)
    schedules = Opened(ScheduleStore)
    work = Opened(WorkStore)
    digests = Opened(DigestStore)
    prompts = Opened(PromptStore)
    requests = Opened(RequestStore)
    audit = Opened(AuditStore)
    attachments = Opened(AttachmentStore)
    inbox = Opened(InboxStore)
    skips = Opened(SkipStore)
    restores = Opened(RestoreStore)
    uptime = Opened(UptimeStore)
    flood_waits = Opened(FloodWaitStore)

    def __init__(self) -> None:
        self.opened: list[tuple[int, str, tuple[Buffer, ...]]] = []
        self.over = False
        """Its stores are gone; asking for one is a mistake: what it would say could not be true."""

    def buffers(self) -> list[Buffer]:
        """What the stores opened so far buffer, in order."""
        return [buffer for _, _, buffers in self.opened for buffer in buffers]

    def close(self) -> None:
        """Let go of the stores, and so of every row they know; none is opened again."""
        self.over = True
        for _, name, _ in self.opened:
            del self.__dict__[name]
        self.opened.clear()
