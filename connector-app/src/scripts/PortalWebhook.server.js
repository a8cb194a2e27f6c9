// Tells the portal that a ticket changed. The portal is told which record, never what it holds: it asks for that
// itself, with its own rights. Without a webhook it finds the change a little later, when it asks anyway.
var PortalWebhook = Class.create();
PortalWebhook.prototype = {
    initialize: function () {
        this.settings = new x_scbr_m365ticket.Settings();
        this.log = new x_scbr_m365ticket.ConnectorLog('webhook');
    },

    /** Whether an administrator entered the portal's values. */
    isOn: function () {
        return this.settings.get('webhook_url') !== '' && this.settings.get('webhook_secret') !== '';
    },

    /** For the business rules. A failure is written down, never thrown: a ticket must not suffer from it. */
    changed: function (ticket) {
        if (!this.isOn() || this._isOurs(ticket)) {
            return;
        }
        var body = {
            event: 'ticket.changed',
            table: '' + ticket.getTableName(),
            sys_id: '' + ticket.getUniqueValue(),
            correlation_id: '' + ticket.getValue('correlation_id'),
            updated_on: '' + ticket.getValue('sys_updated_on')
        };
        try {
            var answer = this._post(body);
            if (answer.status < 200 || answer.status > 299) {
                this.log.error(
                    'The portal answered ' + answer.status + ' about ' + ticket.getValue('number') + ' ' + answer.error
                );
            }
        } catch (fault) {
            this.log.error('The portal was not told of ' + ticket.getValue('number') + ': ' + this._words(fault));
        }
    },

    /** For the checklist: the answer's status, or 0 with the reason. */
    ping: function () {
        try {
            return this._post({ event: 'ping' });
        } catch (fault) {
            return { status: 0, error: this._words(fault) };
        }
    },

    // What the portal wrote itself is no news to it.
    _isOurs: function (ticket) {
        var user = new GlideRecord('sys_user');
        var id = this.settings.get('integration_user');
        return id !== '' && user.get(id) && user.getValue('user_name') === ticket.getValue('sys_updated_by');
    },

    _post: function (body) {
        body.delivery = '' + gs.generateGUID();
        var text = JSON.stringify(body);
        var time = '' + Math.floor(new GlideDateTime().getNumericValue() / 1000);
        var request = new sn_ws.RESTMessageV2();
        request.setEndpoint(this.settings.get('webhook_url'));
        request.setHttpMethod('POST');
        request.setHttpTimeout(10000);
        request.setRequestHeader('Content-Type', 'application/json');
        request.setRequestHeader('X-Scorebridge-Timestamp', time);
        request.setRequestHeader('X-Scorebridge-Signature', 'v1=' + this._sign(time + '.' + text));
        request.setRequestBody(text);
        var response = request.execute();
        return {
            status: response.getStatusCode(),
            error: response.haveError() ? '' + response.getErrorMessage() : ''
        };
    },

    // HMAC with SHA-256. Key and result are Base64, as the platform wants and gives them.
    _sign: function (text) {
        return '' + new GlideCertificateEncryption().generateMac(this.settings.get('webhook_secret'), 'HmacSHA256', text);
    },

    _words: function (fault) {
        return '' + (fault && fault.message ? fault.message : fault);
    },

    type: 'PortalWebhook'
};
