// The installation checklist. Each step can be run again at any time: it brings what it made up to date and makes
// nothing twice. Steps run with the rights of the administrator who presses Run.
var Checklist = Class.create();
Checklist.prototype = {
    initialize: function () {
        this.settings = new x_scbr_m365ticket.Settings();
        this.log = new x_scbr_m365ticket.ConnectorLog('checklist');
    },

    /** Runs a step of x_scbr_m365ticket_step and keeps what came of it in the record. */
    run: function (step) {
        var outcome;
        try {
            outcome = this._outcome(step);
        } catch (refusal) {
            outcome = this._failed('' + (refusal && refusal.message ? refusal.message : refusal));
        }
        step.setValue('state', outcome.state);
        step.setValue('message', outcome.message.substring(0, 4000));
        step.setValue('last_run', new GlideDateTime());
        step.update();
        if (outcome.state === 'failed') {
            this.log.error(step.getValue('code') + ': ' + outcome.message);
            gs.addErrorMessage(outcome.message);
        } else {
            this.log.info(step.getValue('code') + ': passed');
        }
        return outcome.state;
    },

    _outcome: function (step) {
        switch (step.getValue('code')) {
            case 'oauth':
                return this._oauth(step);
            case 'user':
                return this._user(step);
            case 'values':
                return this._values();
            case 'webhook':
                return this._webhook();
            case 'finish':
                return this._finish();
            default:
                return this._failed(gs.getMessage('The checklist has no such step.'));
        }
    },

    // Step 1: the application registry under which the portal asks for access.
    _oauth: function (step) {
        var name = this._text(step, 'entity_name') || 'Security + Compliance Connector';
        var redirect = this._text(step, 'redirect_url');
        if (!/^https?:\/\/[^\s,#]+$/.test(redirect)) {
            return this._failed(gs.getMessage('Enter the redirect URL as the portal shows it, without spaces.'));
        }
        var entity = this._remembered('oauth_entity', 'oauth_entity') || this._named('oauth_entity', 'name', name);
        var secret = '';
        if (!entity) {
            entity = new GlideRecord('oauth_entity');
            entity.initialize();
            secret = this._random(32);
            entity.setValue('type', 'client');
            entity.setValue('active', true);
            entity.setValue('client_id', gs.generateGUID());
            entity.getElement('client_secret').setDisplayValue(secret);
            entity.setValue('default_grant_type', 'authorization_code');
            entity.setValue('access_token_lifespan', 1800);
            entity.setValue('refresh_token_lifespan', 8640000);
        }
        entity.setValue('name', name);
        entity.setValue('redirect_url', redirect);
        this._save(entity);
        this.settings.set('oauth_entity', entity.getUniqueValue());
        this.settings.set('portal_url', redirect.replace(/\/servicenow\/callback$/, ''));
        if (secret) {
            gs.addInfoMessage(gs.getMessage('Client secret, shown only now: {0}', [secret]));
        }
        return this._passed(
            gs.getMessage('The OAuth entity {0} exists. You find it under System OAuth > Application Registry.', [name])
        );
    },

    // Step 2: the user that the portal works as, with its one role.
    _user: function (step) {
        var userName = this._text(step, 'user_name') || 'm365.integration';
        var fullName = this._text(step, 'full_name') || 'Microsoft 365 Integration';
        if (/\s/.test(userName)) {
            return this._failed(gs.getMessage('Enter a user name without spaces.'));
        }
        var roles = this._roles();
        var user = this._named('sys_user', 'user_name', userName);
        if (user && !this._hasRole(user, roles[0])) {
            return this._failed(
                gs.getMessage('This user name belongs to somebody who is no integration user; choose another.')
            );
        }
        var password = '';
        if (!user) {
            user = new GlideRecord('sys_user');
            user.initialize();
            password = this._random(24);
            user.setValue('user_name', userName);
            user.getElement('user_password').setDisplayValue(password);
        }
        var words = fullName.split(' ');
        user.setValue('last_name', words.pop());
        user.setValue('first_name', words.join(' '));
        user.setValue('email', this._text(step, 'email'));
        user.setValue('active', true);
        this._save(user);
        for (var index = 0; index < roles.length; index++) {
            this._grant(user, roles[index]);
        }
        this.settings.set('integration_user', user.getUniqueValue());
        if (password) {
            gs.addInfoMessage(gs.getMessage('Password of the integration user, shown only now: {0}', [password]));
        }
        return this._passed(
            gs.getMessage('The integration user {0} exists. You find it under User Administration > Users.', [userName])
        );
    },

    // Step 3: what the portal's set-up page asks for. The secret is behind the lock of the registry's form.
    _values: function () {
        var entity = this._remembered('oauth_entity', 'oauth_entity');
        var user = this._remembered('integration_user', 'sys_user');
        if (!entity || !user) {
            return this._failed(gs.getMessage('Run the first two steps first.'));
        }
        return this._passed(
            [
                gs.getMessage('Instance address: {0}', [this._address()]),
                gs.getMessage('Client ID: {0}', [entity.getValue('client_id')]),
                gs.getMessage('Client secret: open the OAuth entity and select the lock'),
                gs.getMessage('Integration user: {0}', [user.getValue('user_name')])
            ].join('\n')
        );
    },

    // Step 4, if wanted: a signed call to the portal, answered by it.
    _webhook: function () {
        var webhook = new x_scbr_m365ticket.PortalWebhook();
        if (!webhook.isOn()) {
            return this._failed(
                gs.getMessage('Enter the address and the secret under Settings, as the portal shows them.')
            );
        }
        var answer = webhook.ping();
        if (answer.status >= 200 && answer.status <= 299) {
            return this._passed(gs.getMessage('The portal accepted the signature.'));
        }
        if (answer.status === 401) {
            return this._failed(
                gs.getMessage('The portal refused the signature. Make a new secret there, enter it under Settings.')
            );
        }
        return this._failed(gs.getMessage('The portal answered {0} {1}', ['' + answer.status, answer.error]));
    },

    // Step 5: done in the portal; its heartbeat is the proof.
    _finish: function () {
        var row = new GlideRecord('x_scbr_m365ticket_connection');
        row.addQuery('status', 'connected');
        row.query();
        if (row.next()) {
            return this._passed(gs.getMessage('The portal {0} is connected.', [row.getValue('portal_url')]));
        }
        return this._failed(
            gs.getMessage('No portal has reported a connection yet. Go on at {0}', [
                this.settings.get('portal_url') + '/servicenow/setup'
            ])
        );
    },

    // The property may be empty on an instance without a name of its own.
    _address: function () {
        var address = gs.getProperty('glide.servlet.uri', '');
        return address || 'https://' + gs.getProperty('instance_name', '') + '.service-now.com';
    },

    // Releases before the narrow roles have itil only.
    _roles: function () {
        var narrow = this._named('sys_user_role', 'name', 'sn_incident_write');
        narrow = narrow && this._named('sys_user_role', 'name', 'sn_change_write');
        var roles = ['x_scbr_m365ticket.integration'];
        return narrow ? roles : roles.concat('itil');
    },

    _hasRole: function (user, name) {
        var held = new GlideRecord('sys_user_has_role');
        held.addQuery('user', user.getUniqueValue());
        held.addQuery('role.name', name);
        held.query();
        return held.next();
    },

    _grant: function (user, name) {
        if (this._hasRole(user, name)) {
            return;
        }
        var role = this._named('sys_user_role', 'name', name);
        if (!role) {
            throw new Error(gs.getMessage('This instance has no role {0}', [name]));
        }
        var grant = new GlideRecord('sys_user_has_role');
        grant.initialize();
        grant.setValue('user', user.getUniqueValue());
        grant.setValue('role', role.getUniqueValue());
        this._save(grant);
    },

    _remembered: function (setting, table) {
        var id = this.settings.get(setting);
        var record = new GlideRecord(table);
        return id !== '' && record.get(id) ? record : null;
    },

    _named: function (table, field, value) {
        var record = new GlideRecord(table);
        return record.get(field, value) ? record : null;
    },

    _save: function (record) {
        var saved = record.isNewRecord() ? record.insert() : record.update();
        if (!saved) {
            throw new Error(record.getLastErrorMessage() || gs.getMessage('The instance refused to save the record.'));
        }
    },

    _text: function (step, field) {
        return ('' + (step.getValue(field) || '')).trim();
    },

    _random: function (length) {
        if (typeof GlideSecureRandomUtil !== 'undefined') {
            return '' + GlideSecureRandomUtil.getSecureRandomString(length);
        }
        return ('' + gs.generateGUID() + gs.generateGUID()).substring(0, length);
    },

    _passed: function (message) {
        return { state: 'passed', message: message };
    },

    _failed: function (message) {
        return { state: 'failed', message: message };
    },

    type: 'Checklist'
};
