### Startpagina

home-ask-administrator = Alleen een beheerder van de portal kan ServiceNow verbinden.
home-authorization-ended = De autorisatie is verlopen.
home-authorization-ended-text = ServiceNow accepteert de portal niet meer. Tickets wachten tot er opnieuw is geautoriseerd.
home-authorization-ends = De autorisatie verloopt op { $day }.
home-authorization-ends-text = Autoriseer vóór die dag opnieuw, zodat tickets verzonden en gevolgd blijven.
home-benefit-see = Bekijk hier status, prioriteit en vervaldatum
home-benefit-send = Verzend een verbeteringsactie als ticket
home-benefit-time = Duurt ongeveer 10 minuten, vraagt een beheerder
home-change-title = ServiceNow-tickets voor wijzigingsbeheer
home-check-connection = Verbinding controleren
home-connect = Verbinding maken met ServiceNow
home-connection = ServiceNow-verbinding
home-continue-setup = Verder met installeren
home-empty-change = Nog geen wijzigingstickets.
home-empty-incident = Nog geen incidenttickets.
home-empty-text = Verzend een verbeteringsactie vanuit Secure Score.
home-go-to-provisioning = Naar de inrichtingsstatus
home-incident-title = ServiceNow-tickets voor incidentbeheer
home-not-provisioned = De installatie is voltooid, maar de portal is niet ingericht.
home-not-provisioned-text = Ticketkaarten en delen verschijnen zodra alle controles zijn geslaagd.
home-not-sent = Niet verzonden
home-not-sent-next = Niet verzonden, volgende poging { $time }
home-open-change =
    { $count ->
        [one] open wijzigingsticket
       *[other] open wijzigingstickets
    }
home-open-incident =
    { $count ->
        [one] open incidentticket
       *[other] open incidenttickets
    }
home-question = Gebruikt u ServiceNow?
home-question-text = Verbind uw instantie om wijzigings- en incidenttickets vanaf deze pagina te maken en te volgen.
home-sending = Wacht op verzending
home-unreachable = ServiceNow antwoordt niet.
home-unreachable-since = ServiceNow antwoordt niet. Laatste update: { $when }.
home-unreachable-text = U ziet de laatst bekende status. Nieuwe tickets wachten en worden verzonden zodra ServiceNow weer antwoordt.
home-users =
    { $count ->
        [one] { $count } actieve gebruiker
       *[other] { $count } actieve gebruikers
    }
home-what-data = Welke gegevens worden uitgewisseld?
tickets-counted =
    { $count ->
        [one] { $count } ticket
       *[other] { $count } tickets
    }
