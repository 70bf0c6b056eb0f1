"""All aggregates of a unit of work, by name, in the order in which they are written."""

from bisect import insort
from operator import itemgetter
from typing import Any, get_type_hints

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


class Aggregates:
    """The stores of a unit of work, what others refer to first: the database has links between them."""

    communities: CommunityStore
    chats: ChatStore
    users: UserStore
    members: MemberStore
    presences: PresenceStore
    staff: StaffStore
    tags: TagStore
    stages: StageStore
    points: PointStore
    rank: RankStore
    badges: BadgeStore
    introductions: IntroductionStore
    authorships: AuthorshipStore
    check_ins: CheckInStore
    leaves: LeaveStore
    make_up_cards: CardStore
    proofs: ProofStore
    activity: ActivityStore
    cohorts: CohortStore
    scripts: ScriptStore
    runs: RunStore
    certificates: CertificateStore
    outbox: OutboxStore
    questions: QuestionStore
    selections: SelectionStore
    todos: TodoStore
    todo_notes: TodoNoteStore
    first_words: FirstWordsStore
    schedules: ScheduleStore
    work: WorkStore
    digests: DigestStore
    prompts: PromptStore
    requests: RequestStore
    audit: AuditStore
    attachments: AttachmentStore
    inbox: InboxStore
    skips: SkipStore
    restores: RestoreStore
    uptime: UptimeStore
    flood_waits: FloodWaitStore

    def __init__(self) -> None:
        self._opened: list[tuple[int, tuple[Buffer, ...]]] = []

    def __getattr__(self, name: str) -> Any:
        """Open the store of that name when it is first asked for: a unit of work needs few of them."""
        try:
            place, store = _STORES[name]
        except KeyError:
            raise AttributeError(name) from None
        opened = store(self)
        setattr(self, name, opened)
        insort(self._opened, (place, getattr(opened, "buffers", ())), key=itemgetter(0))
        return opened

    def buffers(self) -> list[Buffer]:
        """What the stores opened so far buffer, in order."""
        return [buffer for _, buffers in self._opened for buffer in buffers]


_STORES: dict[str, tuple[int, Any]] = {
    name: (place, store) for place, (name, store) in enumerate(get_type_hints(Aggregates).items())
}
