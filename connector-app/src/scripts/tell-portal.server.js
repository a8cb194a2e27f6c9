(function executeRule(current) {
    new x_scbr_m365ticket.PortalWebhook().changed(current);
})(current);
