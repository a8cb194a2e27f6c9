// The connector's own log: readable for administrators without the system log, emptied after 30 days.
var ConnectorLog = Class.create();
ConnectorLog.prototype = {
    initialize: function (source) {
        this.source = source;
    },

    info: function (message) {
        this._write('info', message);
    },

    error: function (message) {
        gs.error('Ticketing connector, ' + this.source + ': ' + message);
        this._write('error', message);
    },

    _write: function (level, message) {
        this._forget();
        var entry = new GlideRecord('x_scbr_m365ticket_log');
        entry.initialize();
        entry.setValue('level', level);
        entry.setValue('source', this.source);
        entry.setValue('message', ('' + message).substring(0, 1000));
        entry.insert();
    },

    _forget: function () {
        var old = new GlideRecord('x_scbr_m365ticket_log');
        old.addQuery('sys_created_on', '<', gs.daysAgo(30));
        old.deleteMultiple();
    },

    type: 'ConnectorLog'
};
