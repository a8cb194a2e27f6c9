### Home page

home-ask-administrator = Only an administrator of the portal can connect ServiceNow.
home-authorization-ended = The authorization has ended.
home-authorization-ended-text = ServiceNow no longer accepts the portal. Tickets wait until it is authorized again.
home-authorization-ends = The authorization ends on { $day }.
home-authorization-ends-text = Authorize again before that day, so that tickets go on being sent and followed.
home-benefit-see = See status, priority and due date here
home-benefit-send = Send an improvement action as a ticket
home-benefit-time = Takes about 10 minutes, needs an administrator
home-change-title = ServiceNow change management tickets
home-check-connection = Check connection
home-connect = Connect to ServiceNow
home-connection = ServiceNow connection
home-continue-setup = Continue set-up
home-empty-change = No change tickets yet.
home-empty-incident = No incident tickets yet.
home-empty-text = Send an improvement action from Secure Score.
home-go-to-provisioning = Go to provisioning status
home-incident-title = ServiceNow incident management tickets
home-not-provisioned = Set-up is complete, but the portal is not provisioned.
home-not-provisioned-text = Ticket cards and sharing appear when every check has passed.
home-not-sent = Not sent
home-not-sent-next = Not sent, next try { $time }
home-open-change =
    { $count ->
        [one] open change ticket
       *[other] open change tickets
    }
home-open-incident =
    { $count ->
        [one] open incident ticket
       *[other] open incident tickets
    }
home-question = Do you use ServiceNow?
home-question-text = Connect your instance to create and follow change and incident tickets from this page.
home-sending = Waiting to be sent
home-unreachable = ServiceNow does not answer.
home-unreachable-since = ServiceNow does not answer. Last update: { $when }.
home-unreachable-text = You see the last known state. New tickets wait and are sent when it answers again.
home-users =
    { $count ->
        [one] { $count } active user
       *[other] { $count } active users
    }
home-what-data = What data is exchanged?
tickets-counted =
    { $count ->
        [one] { $count } ticket
       *[other] { $count } tickets
    }
