### Activiteitenlogboek, zoeken, instellingen

activity-action-marked = Status of notities van <a href="{ $url }">{ $title }</a> gewijzigd
activity-connection-authorized = Verbinding met { $instance } geautoriseerd als { $user }
activity-connection-provisioned = Verbinding met { $instance } ingericht
activity-connection-removed = Verbinding met { $instance } verwijderd
activity-connection-started = Installatie van een verbinding met { $instance } begonnen
activity-empty = Er is nog niets gebeurd.
activity-empty-text = Tickets en wijzigingen van punten en van de verbinding verschijnen hier.
activity-lead = Wie wat deed, het nieuwste eerst.
activity-note-added = Notitie toegevoegd aan <a href="{ $url }">{ $number }</a>
activity-points-down = { $points } punten minder voor <a href="{ $url }">{ $title }</a>
activity-points-up = { $points } punten meer voor <a href="{ $url }">{ $title }</a>
activity-state-names = Statusnamen gewijzigd ({ $kind })
activity-ticket-accepted = <a href="{ $url }">{ $number }</a> gemaakt in ServiceNow
activity-ticket-created = Ticket <a href="{ $url }">{ $name }</a> verstuurd
activity-ticket-edited = Ticket <a href="{ $url }">{ $name }</a> gewijzigd voordat het was verzonden
activity-ticket-failed = Verzenden van <a href="{ $url }">{ $name }</a> mislukt
activity-ticket-moved = <a href="{ $url }">{ $number }</a> ging van { $old } naar { $new }
activity-webhook-made = Webhookgeheim gemaakt voor { $instance }
activity-webhook-removed = Webhook van { $instance } uitgeschakeld
key-close = Sluiten
key-create = Ticket maken
key-help = Help
key-home = Naar de startpagina
key-next = Volgende rij
key-open = Openen
key-previous = Vorige rij
key-score = Naar Secure Score
key-search = Zoeken
key-select = Rij selecteren
key-share = Delen
key-tickets = Naar Tickets
search-empty = Niets gevonden voor “{ $text }”.
search-empty-text = Zoek op een deel van een naam of op een ticketnummer.
search-hint = Zoek op een deel van een naam of op een ticketnummer.
search-no-actions = Geen verbeteringsacties gevonden.
search-no-tickets = Geen tickets gevonden.
search-title = Zoeken
settings-error-zone = Kies een tijdzone uit de lijst, zoals Europe/Amsterdam
settings-key = Toets
settings-key-does = Doet
settings-keys = Sneltoetsen
settings-language = Taal
settings-language-browser = Als de browser
settings-lead = Hoe de portal er voor u uitziet. Anderen merken er niets van.
settings-saved = Uw instellingen zijn opgeslagen.
settings-shortcuts = Sneltoetsen
settings-shortcuts-hint = In deze browser. Zet ze uit als ze uw hulptechnologie in de weg zitten.
settings-shortcuts-on = Sneltoetsen gebruiken
settings-zone = Tijdzone
settings-zone-hint = Begin de naam van een stad te typen, zoals Amsterdam.
