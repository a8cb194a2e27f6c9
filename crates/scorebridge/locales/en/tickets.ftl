### The task form, the list of tickets and the ticket page

category-apps = Apps
category-data = Data
category-devices = Devices
category-identity = Identity
category-infrastructure = Infrastructure
delivery-not-sent = Not sent
delivery-queued = Waiting to be sent
delivery-sending = Being sent
delivery-sent = Sent
delivery-unclear = Answer lost
event-accepted = ServiceNow accepted the ticket as <strong>{ $number }</strong>
event-accepted-after = after { $seconds } seconds
event-accepted-found = The ticket was found in ServiceNow as <strong>{ $number }</strong> after a lost answer
event-back = Found in ServiceNow again
event-by = by { $name }
event-changed-assigned-to = Assigned to changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-assignment-group = Assignment group changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-due = Due date changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-name = Name changed from “{ $old }” to “{ $new }”
event-changed-nothing = nothing
event-changed-number = Number changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-other = A field changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-priority = Priority changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-changed-state = Status changed from <strong>{ $old }</strong> to <strong>{ $new }</strong>
event-created = Sent to ServiceNow
event-created-action = Sent to ServiceNow from an improvement action
event-edited = Changed before it was sent
event-failed = An attempt failed: { $reason }
event-in-servicenow = changed in ServiceNow
event-in-servicenow-by = changed in ServiceNow by { $name }
event-missing = No longer found in ServiceNow
event-note = Note added
event-retried = Sending was started again
note-add = Add note
note-adding = Adding…
note-discard = Discard this note?
note-error-empty = Enter a note
note-error-long = Shorten the note to { $max } characters; it has { $length }
note-failed = Not added.
note-for = For { $number }: { $name }
note-hint = Plain text. It becomes a work note in ServiceNow, with your user ID { $user } below it.
note-not-found = There is no such note.
note-sent = In ServiceNow
note-sent-unread = Taken by ServiceNow. The integration user may not read notes, so we did not see it there.
note-text = Note (required)
note-title = Add a note
note-waiting = Waiting to be added.
task-another = You are creating a second open ticket for this action.
task-cancel = Cancel
task-category = Recommendation category (required)
task-category-choose = Choose a category
task-category-hint = This improvement action has no category that ServiceNow knows.
task-close = Close
task-create-another = Create another
task-description = Description
task-description-count = { $count } of { $max } characters
task-description-hint = Sent as plain text, at most 4,000 characters.
task-discard = Discard this task?
task-due = Due date (required)
task-due-hint = Today or later. It follows the priority until you change it.
task-edit-already-open = There is an open ticket of this type for this action already. Choose the other type
task-edit-title = Edit ticket
task-edit-too-late = The ticket was sent meanwhile, or is being sent now. Your changes were not saved
task-error-category = Choose a recommendation category
task-error-description-long = Shorten the description to { $max } characters; it has { $length }
task-error-due-empty = Enter a due date
task-error-due-far = The due date must be within { $years } years
task-error-due-format = Enter the due date as year-month-day, such as 2026-12-31
task-error-due-past = Due date must be today or later
task-error-form = The form was not complete. Your text is kept: send it again
task-error-name-empty = Enter a name
task-error-name-long = Shorten the name to { $max } characters; it has { $length }
task-error-priority = Choose a priority
task-error-type = Choose change or incident
task-for-action = Ticket for “{ $title }”
task-for-own = A ticket of your own, without an improvement action
task-name = Name (required)
task-not-connected = ServiceNow is not connected yet.
task-not-connected-go = Connect to ServiceNow
task-not-connected-text = A ticket can be sent as soon as an administrator has connected an instance.
task-not-provisioned = The connection to ServiceNow is not ready yet.
task-not-provisioned-go = Show the provisioning status
task-not-provisioned-text = Provisioning has to be finished before tickets can be sent.
task-open-already = { $ticket } is already open for this action.
task-open-already-unsent = A ticket for this action is already waiting to be sent.
task-open-it = Open it
task-priority = Priority
task-priority-suggested = Suggested: { $priority }, because this action has rank { $rank } and { $points } points are left.
task-queued-only = ServiceNow cannot be reached at the moment.
task-queued-only-text = You can send the ticket now: it waits here and is delivered as soon as the connection works again.
task-save = Save and send
task-send = Send to ServiceNow
task-sending = Sending…
task-sent = What is sent to ServiceNow
task-sent-as-above = As filled in above
task-sent-category = Recommendation category
task-sent-description = Task description
task-sent-due = Due date
task-sent-intro = Exactly this, and nothing else:
task-sent-name = Task name
task-sent-priority = Priority, with the impact and urgency that give it
task-sent-reference = Reference
task-sent-reference-value = A number made by the security center, by which it finds the ticket again; with the ID of the improvement action if there is one
task-sent-source = Recommendation source
task-sent-user = Your user ID
task-source-microsoft = Microsoft recommendation
task-source-user = User recommendation
task-text-link = Improvement action: { $link }
task-text-status = Implementation status:
task-text-steps = Next steps:
task-title = Send to ServiceNow
task-type = Ticket type
task-type-change = Change
task-type-change-hint = A planned change request
task-type-incident = Incident
task-type-incident-hint = Something that needs fixing now
task-unknown-action = There is no improvement action with the ID “{ $id }”.
task-unknown-action-list = Show improvement actions
task-unknown-action-own = Create a ticket of your own
task-unknown-action-text = It may have been renamed or withdrawn by Microsoft. Choose an action from the list, or create a ticket of your own.
ticket-copy-link = Copy link
ticket-delete = Delete ticket
ticket-delete-cancel = Keep ticket
ticket-delete-confirm = Delete ticket
ticket-delete-refused = This ticket cannot be deleted.
ticket-delete-refused-way-out = It may exist in ServiceNow. Cancel it there instead.
ticket-delete-text = “{ $name }” was never sent. It is deleted from the security center and cannot be brought back.
ticket-delete-title = Delete this ticket?
ticket-deleted = The ticket was deleted.
ticket-description = Description
ticket-description-none = No description.
ticket-detail-action = Improvement action
ticket-detail-action-none = None, made by hand
ticket-detail-assigned = Assigned to
ticket-detail-attempts = Attempts
ticket-detail-category = Category
ticket-detail-correlation = Correlation ID
ticket-detail-created = Created
ticket-detail-group = Assignment group
ticket-detail-never = Not yet
ticket-detail-nobody = Nobody yet
ticket-detail-source = Recommendation source
ticket-detail-started-by = Started by
ticket-detail-synced = Last sync
ticket-details = Details
ticket-due = Due
ticket-due-none = No due date
ticket-edit = Edit
ticket-edit-refused = This ticket cannot be edited here.
ticket-edit-refused-way-out = It exists in ServiceNow, or may be created there at this moment. Change it there.
ticket-edited = Your changes are saved. The ticket is being sent.
ticket-given-up = Not sent: ServiceNow did not take it within 24 hours.
ticket-missing = No longer available in ServiceNow since { $time }.
ticket-missing-text = The record was deleted, or the integration user may not read it any more. What is shown here is the last known state.
ticket-newest-first = Newest first
ticket-next-attempt = Next attempt:
ticket-not-found = There is no ticket “{ $id }”.
ticket-not-found-list = Show all tickets
ticket-not-found-text = It may have been deleted before it was sent, or it was made in ServiceNow and not here.
ticket-note-refused = A note cannot be added to this ticket.
ticket-note-refused-way-out = Only tickets that are open in ServiceNow take notes.
ticket-note-retried = The note is being added again.
ticket-noted = Your note is saved.
ticket-noted-text = The timeline shows when it is in ServiceNow.
ticket-nothing-to-retry = There is nothing to retry.
ticket-old-connection = This ticket belongs to a connection that was removed. It is kept as history and not updated any more.
ticket-open = Open in ServiceNow
ticket-path = Path of states
ticket-path-done = done
ticket-queued = Waiting to be sent.
ticket-read-only = You see this ticket. Refreshing or retrying it needs the operator role.
ticket-refresh = Refresh status
ticket-refreshed = The status was refreshed.
ticket-refused = Not sent: ServiceNow refused it.
ticket-retried = The ticket is being sent again.
ticket-retry = Try again now
ticket-sending = Being sent to ServiceNow.
ticket-timeline = Timeline
ticket-unclear = Sent, but the answer was lost.
ticket-unclear-text = The portal looks for the ticket in ServiceNow before it tries again, so that there is never a second one.
tickets-apply = Apply
tickets-clear-filters = Clear filters
tickets-clear-selection = Clear selection
tickets-column-action = Improvement action
tickets-column-assigned = Assigned to
tickets-column-by = Created by
tickets-column-category = Category
tickets-column-created = Created
tickets-column-due = Due date
tickets-column-group = Assignment group
tickets-column-id = ID
tickets-column-name = Ticket name
tickets-column-number = Number
tickets-column-priority = Priority
tickets-column-source = Recommendation source
tickets-column-status = Status
tickets-column-synced = Last sync
tickets-column-type = Type
tickets-column-updated = Updated
tickets-columns = Columns
tickets-columns-show = Show these columns
tickets-create = Create ticket
tickets-due-30 = within 30 days
tickets-due-7 = within 7 days
tickets-due-overdue = overdue
tickets-empty = No tickets yet.
tickets-empty-filtered = No tickets match these filters
tickets-empty-text = Send an improvement action from Secure Score, or create a ticket of your own.
tickets-export = Export
tickets-export-csv = CSV (all pages)
tickets-export-json = JSON (all pages)
tickets-export-selected = Export selected
tickets-filter-action = Improvement action
tickets-filter-by = Created by
tickets-filter-by-me = Created by me
tickets-filter-due = Due date
tickets-filter-priority = Priority
tickets-filter-sent = Delivery
tickets-filter-status = Status
tickets-filter-text = Filter by name or number
tickets-filter-type = Type
tickets-gone = Not available
tickets-ignored = A part of the address was not understood and left out: { $part }
tickets-lead = Change and incident tickets sent from the security center
tickets-limit = Select at most { $max } tickets at once.
tickets-new-window = (opens in a new window)
tickets-no-number = No number yet
tickets-not-sent = not sent
tickets-nothing-selected = No ticket was selected.
tickets-nothing-selected-text = Select one or more tickets in the table first.
tickets-open-count =
    { $count ->
        [one] open ticket
       *[other] open tickets
    }
tickets-overdue-count =
    { $count ->
        [one] { $count } overdue
       *[other] { $count } overdue
    }
tickets-page-size = Rows per page
tickets-read-only = You see all tickets. Creating, refreshing and retrying them needs the operator role.
tickets-refresh-selected = Refresh status
tickets-refreshed =
    { $count ->
        [one] The status of { $count } ticket was refreshed.
       *[other] The status of { $count } tickets was refreshed.
    }
tickets-retried =
    { $count ->
        [0] None of the selected tickets had anything to retry.
        [one] { $count } ticket is being sent again.
       *[other] { $count } tickets are being sent again.
    }
tickets-retry-selected = Retry sending
tickets-select = Select { $name }
tickets-select-all = Select all tickets on this page
tickets-select-column = Selection
tickets-selected-count =
    { $count ->
        [one] { $count } selected
       *[other] { $count } selected
    }
tickets-selected-hint = For the selected tickets:
tickets-status-closed = closed
tickets-status-of-change = { $name } (change)
tickets-status-of-incident = { $name } (incident)
tickets-status-open = open
tickets-table = Tickets
tickets-title = Tickets
tickets-unsent-count =
    { $count ->
        [one] { $count } not sent
       *[other] { $count } not sent
    }
tickets-view-instance = View in ServiceNow
