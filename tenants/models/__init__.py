from .absence import Absence
from .alarm import Alarm
from .assignment import Assignment
from .blueprint import Blueprint
from .centre import Centre
from .channel import Channel
from .checkup import Checkup
from .commitment import Commitment
from .dispute import Dispute
from .errand import Errand
from .holiday import Holiday
from .identity_hash import IdentityHash
from .invitation import Invitation
from .mailing_model import NetworkMailingFile, NetworkMailingModel
from .membership import Membership
from .membership_change import MembershipChange
from .model_process import ModelProcess, Publication, PublicationItem
from .morning import Morning
from .network import Network
from .notice import Notice
from .open_work import OpenWork
from .outbox import Mail
from .state_change import StateChange
from .team import Team, TeamPlace
from .team_distribution import TeamDistribution
from .transfer import Transfer, TransferItem
from .turn import Turn
from .unit import Unit
from .unit_figures import UnitDay, UnitPulse
from .user import User

__all__ = [
    "Absence",
    "Alarm",
    "Assignment",
    "Blueprint",
    "Centre",
    "Channel",
    "Checkup",
    "Commitment",
    "Dispute",
    "Errand",
    "Holiday",
    "IdentityHash",
    "Invitation",
    "Mail",
    "Membership",
    "MembershipChange",
    "ModelProcess",
    "Morning",
    "Network",
    "NetworkMailingFile",
    "NetworkMailingModel",
    "Notice",
    "OpenWork",
    "Publication",
    "PublicationItem",
    "StateChange",
    "Team",
    "TeamDistribution",
    "TeamPlace",
    "Transfer",
    "TransferItem",
    "Turn",
    "Unit",
    "UnitDay",
    "UnitPulse",
    "User",
]
