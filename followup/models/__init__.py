from .attendance_type import AttendanceType
from .contact import Contact, State
from .contact_appointment import ContactAppointment
from .contact_event import ContactEvent
from .cycle import Cycle, CycleVersion
from .cycle_day import CycleDay, CycleSum
from .cycle_question import CycleQuestion, PublishedVersion
from .cycle_reply import AnsweredMeanwhile, CycleAnswer, CycleReply
from .mailing import Mailing
from .mailing_model import MailingFile, MailingModel
from .mailing_recipient import OptOut, Recipient
from .mailing_sender import Company, MailingSender
from .mention import Mention
from .opinion import FinishedOpinion, Opinion
from .opinion_draft import OpinionDraft
from .opinion_file import Attachment
from .order import Contract, Order, OrderItem
from .price import Plan, Price, PriceTable, Promotion, PromotionProduct
from .product import Product
from .proposal import NotNow, Proposal, ProposalEvent
from .proposal_item import ProposalItem
from .proposal_text import ProposalTemplate, TextBlock
from .proposal_version import ProposalVersion
from .reopening import Reopening
from .rules import FollowUpRules
from .sales_rules import OrderWatcher, SalesRules
from .sheet_file import SheetFile
from .tables import ContactMeans, Environment
from .watch import Watch

__all__ = [
    "AnsweredMeanwhile",
    "Attachment",
    "AttendanceType",
    "Company",
    "Contact",
    "ContactAppointment",
    "ContactEvent",
    "ContactMeans",
    "Contract",
    "Cycle",
    "CycleAnswer",
    "CycleDay",
    "CycleQuestion",
    "CycleReply",
    "CycleSum",
    "CycleVersion",
    "Environment",
    "FinishedOpinion",
    "FollowUpRules",
    "Mailing",
    "MailingFile",
    "MailingModel",
    "MailingSender",
    "Mention",
    "NotNow",
    "Opinion",
    "OpinionDraft",
    "OptOut",
    "Order",
    "OrderItem",
    "OrderWatcher",
    "Plan",
    "Price",
    "PriceTable",
    "Product",
    "Promotion",
    "PromotionProduct",
    "Proposal",
    "ProposalEvent",
    "ProposalItem",
    "ProposalTemplate",
    "ProposalVersion",
    "PublishedVersion",
    "Recipient",
    "Reopening",
    "SalesRules",
    "SheetFile",
    "State",
    "TextBlock",
    "Watch",
]
