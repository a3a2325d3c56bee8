"""Everything that reads cases: always for a viewer (or for whoever holds the receipt), one page one object."""

from gongzhi.cases.queries.case_page import CasePage, case_page, subject_for
from gongzhi.cases.queries.catalogue import any_category, categories, category, category_names, common_categories
from gongzhi.cases.queries.closed import closed_words
from gongzhi.cases.queries.inbox import Filters, InboxPage, Row, desk_counts, inbox
from gongzhi.cases.queries.known import Known, Spot, known_cases
from gongzhi.cases.queries.log import case_columns, log_of, process_of, replay_differences
from gongzhi.cases.queries.near import Near, NewMatter, near_cases, public_id, public_number
from gongzhi.cases.queries.news import news, news_count
from gongzhi.cases.queries.public import PublicFilters, public_areas, public_case, public_list, public_points
from gongzhi.cases.queries.routing import open_cases_of, route
from gongzhi.cases.queries.supervisor import supervisor_desk
from gongzhi.cases.queries.told import CaseTold, case_told
from gongzhi.cases.queries.tracking import Tracking, own_rows, tracking

__all__ = [
    "CasePage",
    "CaseTold",
    "Filters",
    "InboxPage",
    "Known",
    "Near",
    "NewMatter",
    "PublicFilters",
    "Row",
    "Spot",
    "Tracking",
    "any_category",
    "case_columns",
    "case_page",
    "case_told",
    "categories",
    "category",
    "category_names",
    "closed_words",
    "common_categories",
    "desk_counts",
    "inbox",
    "known_cases",
    "log_of",
    "near_cases",
    "news",
    "news_count",
    "open_cases_of",
    "own_rows",
    "process_of",
    "public_areas",
    "public_case",
    "public_id",
    "public_list",
    "public_number",
    "public_points",
    "replay_differences",
    "route",
    "subject_for",
    "supervisor_desk",
    "tracking",
]
