### Activity log, search, settings

activity-action-marked = Status or notes of <a href="{ $url }">{ $title }</a> changed
activity-connection-authorized = Connection to { $instance } authorized as { $user }
activity-connection-provisioned = Connection to { $instance } provisioned
activity-connection-removed = Connection to { $instance } removed
activity-connection-started = Set-up of a connection to { $instance } begun
activity-empty = Nothing has happened yet.
activity-empty-text = Tickets, changes of points and of the connection appear here.
activity-lead = Who did what, newest first.
activity-note-added = Note added to <a href="{ $url }">{ $number }</a>
activity-points-down = Points went down by { $points } for <a href="{ $url }">{ $title }</a>
activity-points-up = Points went up by { $points } for <a href="{ $url }">{ $title }</a>
activity-state-names = Names of states changed ({ $kind })
activity-ticket-accepted = <a href="{ $url }">{ $number }</a> created in ServiceNow
activity-ticket-created = Ticket <a href="{ $url }">{ $name }</a> sent off
activity-ticket-edited = Ticket <a href="{ $url }">{ $name }</a> changed before it was sent
activity-ticket-failed = Sending <a href="{ $url }">{ $name }</a> failed
activity-ticket-moved = <a href="{ $url }">{ $number }</a> moved from { $old } to { $new }
activity-webhook-made = Webhook secret made for { $instance }
activity-webhook-removed = Webhook of { $instance } switched off
key-close = Close
key-create = Create ticket
key-help = Help
key-home = Go to Home
key-next = Next row
key-open = Open
key-previous = Previous row
key-score = Go to Secure Score
key-search = Search
key-select = Select row
key-share = Share
key-tickets = Go to Tickets
search-empty = Nothing found for “{ $text }”.
search-empty-text = Search for a part of a name or a ticket number.
search-hint = Search for a part of a name or a ticket number.
search-no-actions = No improvement actions found.
search-no-tickets = No tickets found.
search-title = Search
settings-error-zone = Choose a time zone from the list, such as Europe/Amsterdam
settings-key = Key
settings-key-does = Does
settings-keys = Keyboard shortcuts
settings-language = Language
settings-language-browser = As the browser
settings-lead = How the portal looks to you. Nobody else is affected.
settings-saved = Your settings are saved.
settings-shortcuts = Keyboard shortcuts
settings-shortcuts-hint = In this browser. Turn them off when they get in the way of your assistive technology.
settings-shortcuts-on = Use keyboard shortcuts
settings-zone = Time zone
settings-zone-hint = Begin to type the name of a city, such as Amsterdam.
