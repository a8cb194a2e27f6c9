### Manage ServiceNow configuration

configuration-authorize = Authorize again
configuration-authorize-text = Gives the portal new tokens of the integration user.
configuration-cancel = Cancel
configuration-counts-closed = counts as closed
configuration-counts-open = counts as open
configuration-due-days =
    { $days ->
        [one] after 1 day
       *[other] after { $days } days
    }
configuration-due-suggested = Suggested due date
configuration-error-group = Choose a group for { $state }
configuration-error-name-double = “{ $name }” is used twice in { $column }
configuration-error-name-empty = Enter a name for { $state } in { $column }
configuration-error-name-long = Shorten the name of { $state } in { $column } to { $max } characters
configuration-error-stale = The states of the instance changed meanwhile. Check the names and save again
configuration-group = Group
configuration-group-decide = Deciding
configuration-group-done = Done
configuration-group-hint = The group gives the colour. Done and Canceled close a ticket; Resolved stays open until it is closed, unless you move it.
configuration-group-new = New
configuration-group-of = Group of { $state }
configuration-group-void = Canceled
configuration-group-wait = Waiting
configuration-group-work = In work
configuration-impact = Impact
configuration-instance-name = Name in ServiceNow
configuration-kind = Ticket type
configuration-lead = Ticket state names, priorities, sync and the connection itself
configuration-name-en = Shown in English
configuration-name-en-of = English name of { $state }
configuration-name-nl = Shown in Dutch
configuration-name-nl-of = Dutch name of { $state }
configuration-none = ServiceNow is not connected.
configuration-none-text = There is no connection to manage yet. State names can be set already.
configuration-open-change =
    { $count ->
        [one] open change ticket
       *[other] open change tickets
    }
configuration-open-incident =
    { $count ->
        [one] open incident ticket
       *[other] open incident tickets
    }
configuration-preview = Preview
configuration-preview-none = No open tickets of this type yet. The names appear here as on the cards.
configuration-priorities-text = ServiceNow calculates the priority of a ticket from impact and urgency. These values are sent:
configuration-priority-here = Priority here
configuration-priority-result = Priority in ServiceNow
configuration-read-only = You see the configuration. Changing it needs the administrator role.
configuration-remove = Remove connection
configuration-remove-cancel = Keep connection
configuration-remove-confirm = Remove connection
configuration-remove-export = Export the tickets first (CSV)
configuration-remove-mismatch = Type exactly { $instance }
configuration-remove-open = Remove connection…
configuration-remove-revoked = Revoked and deleted: access token, refresh token, client ID and client secret.
configuration-remove-stays = Stays: all tickets in ServiceNow, and their history here.
configuration-remove-text = Revokes the tokens and deletes the client secret. Tickets stay in ServiceNow; their last known state stays visible here.
configuration-remove-title = Remove the connection to { $instance }?
configuration-remove-type = Type the name of the instance to confirm: { $instance }
configuration-remove-unsent =
    { $count ->
        [0] No tickets are waiting to be sent.
        [one] { $count } ticket is not sent yet and will not be sent.
       *[other] { $count } tickets are not sent yet and will not be sent.
    }
configuration-removed = The connection was removed.
configuration-removed-text = Its secrets are destroyed. You can connect again at any time.
configuration-removed-unrevoked-text = Its secrets are destroyed here. ServiceNow could not be reached to revoke the tokens; they end by themselves, or revoke them under System OAuth > Manage Tokens.
configuration-replace-secret = Replace client secret
configuration-replace-secret-text = Enter a new client ID or secret, for example after it was renewed in ServiceNow.
configuration-reprovision = Re-provision
configuration-reprovision-text = Runs all checks again and switches cards and sharing on.
configuration-reset = Reset to default names
configuration-reset-confirm = Reset names
configuration-reset-text-change = Your own names of change states are lost.
configuration-reset-text-incident = Your own names of incident states are lost.
configuration-reset-title = Reset to default names?
configuration-save = Save names
configuration-saved = The names were saved.
configuration-states-change = Change tickets
configuration-states-incident = Incident tickets
configuration-states-text = The names below are shown in cards, lists and exports. Values in ServiceNow do not change.
configuration-sync-closed = Closed tickets
configuration-sync-closed-text = Stay in the list, under the filter “closed”.
configuration-sync-cursor = Changes taken over up to
configuration-sync-every =
    { $seconds ->
        [one] every second
       *[other] every { $seconds } seconds
    }
configuration-sync-interval = Changes are fetched
configuration-sync-last = Last sync
configuration-sync-setting = The interval is set by the operator of this portal (setting servicenow.sync_seconds).
configuration-tab-connection = Connection
configuration-tab-priorities = Priorities
configuration-tab-states = Ticket state names
configuration-tab-sync = Sync
configuration-tabs = Configuration
configuration-title = Manage ServiceNow configuration
configuration-unnamed = New, not named yet
configuration-urgency = Urgency
configuration-value = Value
configuration-was-reset = The default names are back.
