### Help

help-connect = Connect to ServiceNow
help-connect-text = Set-up step by step, with the integration user.
help-create = Create a task and send it to ServiceNow
help-create-text = From an improvement action or by hand.
help-data-exchange = Data exchange
help-data-exchange-text = What the portal receives and keeps, and what is sent with each ticket.
help-lead = How to connect ServiceNow, send tickets and follow them.
help-others = Other topics
help-prerequisites = Prerequisites
help-prerequisites-text = What you need before you connect.
help-title = Help
help-track = Track tickets
help-track-text = Cards on Home, the list, names of states, removing the connection.
help-troubleshooting = Troubleshooting
help-troubleshooting-text = OAuth entity, integration user, single sign-on, IP filtering, missing cards.
