### Help

help-connect = Verbinding maken met ServiceNow
help-connect-text = De installatie stap voor stap, met de integratiegebruiker.
help-create = Een taak maken en naar ServiceNow verzenden
help-create-text = Vanuit een verbeteringsactie of met de hand.
help-data-exchange = Gegevensuitwisseling
help-data-exchange-text = Wat de portal ontvangt en bewaart, en wat met elk ticket wordt meegestuurd.
help-lead = Hoe u ServiceNow verbindt, tickets verzendt en ze volgt.
help-others = Andere onderwerpen
help-prerequisites = Vereisten
help-prerequisites-text = Wat u nodig hebt voordat u verbinding maakt.
help-title = Help
help-track = Tickets volgen
help-track-text = Kaarten op de startpagina, de lijst, statusnamen, de verbinding verwijderen.
help-troubleshooting = Problemen oplossen
help-troubleshooting-text = OAuth-entiteit, integratiegebruiker, eenmalige aanmelding, IP-filtering, ontbrekende kaarten.
