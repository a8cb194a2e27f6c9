### Words shared by pages

account-of = account of { $name }
answer-no = No
answer-yes = Yes
breadcrumb = Breadcrumb
cancel = Cancel
category-other = Other
column-action = Improvement action
column-activity = Activity
column-attributed = Attributed to
column-category = Category
column-cost = Cost
column-date = Date
column-due = Due date
column-impact = Score impact
column-implementation-cost = Implementation cost
column-percent = Score
column-person = Person
column-points = Points
column-points-max = Points at most
column-priority = Priority
column-product = Product
column-rank = Rank
column-result = Resulting points
column-status = Status
column-ticket = Ticket
column-ticket-name = Ticket name
column-time = Time
column-user-impact = User impact
continue = Continue
copied = Copied
copy-link = Copy link
create-ticket = Create ticket
create-ticket-for = Create ticket for { $title }
days-late =
    { $count ->
        [one] { $count } day late
       *[other] { $count } days late
    }
due = Due
error-400 = The portal could not read this request. Go back and try again.
error-400-title = This request makes no sense
error-403 = Your role does not allow this. Ask an administrator.
error-403-title = You cannot do this
error-404 = The address is wrong, or what it showed no longer exists.
error-404-title = Page not found
error-405 = This address cannot be used in this way. Open it from a page of the portal.
error-409 = It was changed by someone else in the meantime. Load the page again and repeat your change.
error-409-title = Changed in the meantime
error-413 = What you sent is larger than 256 kB. Shorten it and send it again.
error-413-title = Too large
error-421 = The portal does not answer under this address. Use the address that your administrator gave you.
error-429 = Too many requests in a short time. Wait a minute and try again.
error-429-title = Too many requests
error-500 = Something failed inside the portal. Nothing of what you asked for was done, or only a part of it. Try again; if it fails again, give the reference below to your administrator.
error-500-title = Something failed
error-503 = The portal cannot do this at the moment. Try again in a minute.
error-503-title = Not available now
error-form-expired = This form belongs to an earlier session. Load the page again and repeat your change.
error-form-unreadable = The portal could not read this form. Load the page again and repeat your change.
error-needs-administrator = This needs the role Administrator. Ask an administrator of the portal.
error-needs-operator = This needs the role Operator. You can see everything, but not change it.
error-reference = Reference:
export = Export
export-csv = Export CSV
filter-apply = Apply
filter-by-name = Filter by name
filter-has-ticket = Has ticket
filter-open = open
filter-remove = Remove the filter { $name }
filters-clear = Clear filters
form-problem = There is a problem
go-to-home = Go to Home
help = Help
history = History
language-switch = language: English
leave-lead = Your browser goes to { $host } now. If nothing happens, select Continue.
leave-title = Going to { $host }
live-changed = Updated
live-off = Updates are off
live-on = Live
live-reconnecting = Reconnecting
live-updated = updated { $time }
manage-configuration = Manage ServiceNow configuration
menu = Menu
moment-hours-ago =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
moment-in-hours =
    { $count ->
        [one] in { $count } hour
       *[other] in { $count } hours
    }
moment-in-minutes = in { $count } min
moment-just-now = just now
moment-minutes-ago = { $count } min ago
moment-today = Today { $time }
moment-tomorrow = Tomorrow { $time }
moment-within-a-minute = within a minute
moment-yesterday = Yesterday { $time }
more-actions = More actions for { $title }
nav-activity = Activity log
nav-collapse = Collapse or expand the menu
nav-configuration = Configuration
nav-connection = Connection
nav-home = Home
nav-main = Main
nav-open-tickets =
    { $count ->
        [one] { $count } open ticket
       *[other] { $count } open tickets
    }
nav-provisioning = Provisioning status
nav-secure-score = Secure Score
nav-settings = Settings
nav-tickets = Tickets
needs-attention = needs attention
new-window =  (opens in a new window)
next = Next
no-data = No data
pager-label = Pages
pager-page = Page { $number }
pager-range = { $from }–{ $to } of { $total }
previous = Previous
priority-critical = Critical
priority-high = High
priority-low = Low
priority-medium = Medium
priority-planning = Planning
priority-unknown = Unknown
product-name = Security center
reader-note = Your role is Reader: you see everything, but cannot send tickets or change anything.
recent-activity = Recent activity
refresh = Refresh
role-administrator = Administrator
role-operator = Operator
role-reader = Reader
save = Save
score-points = { $current } / { $max } pts
score-sentence = Secure Score { $percent }: { $current } of { $max } points.
search = Search
search-label = Search tickets and improvement actions
session-ends = You will be signed out soon
session-ends-text = Nothing has happened here for a while. In about two minutes the session ends and unsent text is lost.
session-stay = Stay signed in
share = Share
show-as-table = Show as table
sign-in = Sign in
sign-out = Sign out
signed-out = You are signed out.
signin-error-exchange = The identity provider did not accept the sign-in. Try again; if it fails again, the client secret of the portal may have ended: tell your administrator.
signin-error-no-role = { $user } has no role in this portal. Ask an administrator for the app role Ticketing.Reader, Ticketing.Operator or Ticketing.Admin.
signin-error-provider = The identity provider does not answer. Try again in a minute.
signin-error-refused = The identity provider refused the sign-in, or you canceled it.
signin-error-state = This sign-in was not begun in this browser, or took longer than 10 minutes. Sign in again.
signin-error-store = The portal could not save your session. Try again in a minute.
signin-error-tenant = This account belongs to another organization. Sign in with an account of your own organization.
signin-error-token = The answer of the identity provider could not be verified. Try again; if it fails again, tell your administrator.
signin-lead = Use the account of your organization.
signin-title = Sign in
skip-to-main = Skip to main content
system = System
theme-dark = Dark
theme-light = Light
theme-switch = Theme
theme-system = As the system
ticket-not-sent = Not sent
title-error = Error:
trend-caption = Score by day
trend-sentence = The score went from { $from } to { $to } since { $since }.
try-again = Try again
view-actions = View improvement actions
view-activity = View activity log
view-all-count = View all { $count }
view-all-tickets = View all tickets
view-history = View history
