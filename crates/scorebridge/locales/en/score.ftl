### Secure Score

action-back-to-list = Back to the list
action-completed-note = All points are reached. The system sets this status; it cannot be changed here.
action-edit = Edit status and notes
action-error-notes-long = Notes must be { $max } characters or fewer; these are { $length }
action-error-status = Choose a status
action-glance = At a glance
action-implementation = Implementation
action-implementation-status = Implementation status
action-manage = Manage
action-next = Next action
action-next-steps = Next steps
action-no-history = No points changed since the portal reads the score.
action-no-notes = No notes
action-no-steps = Microsoft gives no steps for this action.
action-no-tickets = No tickets for this action.
action-notes = Notes
action-notes-hint = Only people of the portal see them. At most 2,000 characters.
action-previous = Previous action
action-progress = Points: { $points }
action-rank = Rank { $rank }
action-regressed = { $points } points lost in 30 days
action-saved = Status and notes are saved.
action-status-alternate-mitigation = Resolved through alternate mitigation
action-status-completed = Completed
action-status-hint = The status stays in the portal; Microsoft does not change it. Completed is set by the system.
action-status-planned = Planned
action-status-risk-accepted = Risk accepted
action-status-third-party = Resolved through third party
action-status-to-address = To address
action-steps = Steps through the list
action-synced = Last synced { $when }
action-threats = Protects against
action-unknown = There is no improvement action { $id }. Microsoft may have removed it.
actions-empty-filtered = No actions match these filters.
actions-lead = Steps that raise your score, best first. Points are recalculated every day.
actions-to-review = Actions to review
actions-view-all =
    { $count ->
        [one] View { $count } action
       *[other] View all { $count } actions
    }
comparison = Comparison
comparison-alike = Organizations like yours
comparison-own = Your score
comparison-text = Microsoft compares with organizations of the same industry and size, when there are enough of them.
counter-added = Recently added
counter-regressed = Regressed
counter-updated = Recently updated
history-empty = No points have changed yet.
history-empty-text = Changes appear here after the next reading of the score.
history-first = <a href="{ $url }">{ $title }</a> counts with { $points } points
history-lead = How your score came about, newest first.
history-lost = { $points } points lost for <a href="{ $url }">{ $title }</a>
history-marked = Marked as <strong>{ $status }</strong>
history-noted = Notes changed
history-source = System · { $result }
history-won = { $points } points gained for <a href="{ $url }">{ $title }</a>
level-high = High
level-low = Low
level-moderate = Medium
level-unknown = Unknown
points-achieved = Points achieved
points-by-category = Points by category
points-open = Opportunity
score-actions-title = Improvement actions
score-change = { $points } pts in 30 days
score-empty = No scores yet.
score-empty-text = They appear after the first reading from Microsoft, within an hour of the start.
score-freshness = Score of { $day }, read { $read }
score-history-title = Secure Score history
score-import-failed = The score could not be read ({ $when }).
score-lead = How well your organization is protected, and how to improve it.
score-planned = When all planned actions are done
score-stale =
    { $count ->
        [one] The score is { $count } day old.
       *[other] The score is { $count } days old.
    }
score-stale-text = Microsoft calculates it once a day; the newest one has not been read.
score-tab-actions = Improvement actions
score-tab-history = History
score-tab-overview = Overview
score-tab-trends = Metrics and trends
score-title = Secure Score
score-trends-title = Metrics and trends
score-unchanged = Unchanged in 30 days
score-yours = Your Secure Score
share-connect-first = Connect first
share-mail = Email
share-mail-subject = Secure Score: { $title }
share-servicenow-text = Create a change or incident ticket
top-actions = Top improvement actions
trend-title = Score over time
trend-too-short = A line appears when there are scores of two days.
trends-accepted = Risk accepted
trends-accepted-text =
    { $count ->
        [one] { $count } action is left undone on purpose; these points are given up.
       *[other] { $count } actions are left undone on purpose; these points are given up.
    }
trends-by = Percentage points
trends-change = Score change
trends-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
trends-lead = How the score moved, what went back, and what was given up on purpose.
trends-regressed = Regressions
trends-regressed-text =
    { $count ->
        [one] { $count } action has fewer points than 30 days ago.
       *[other] { $count } actions have fewer points than 30 days ago.
    }
trends-span = Against
trends-then = Score then
