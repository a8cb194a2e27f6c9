// What the checklist remembers and what an administrator enters. Records, since `Property` writes an empty value where
// none is given: an upgrade must not empty what an instance holds.
import { Record } from '@servicenow/sdk/core'

Record({
    $id: Now.ID['property-oauth-entity'],
    table: 'sys_properties',
    data: {
        name: 'x_scbr_m365ticket.oauth_entity',
        suffix: 'oauth_entity',
        type: 'string',
        description: 'sys_id of the application registry that the checklist made',
        is_private: true,
        read_roles: ['admin'],
        write_roles: ['admin'],
    },
})

Record({
    $id: Now.ID['property-integration-user'],
    table: 'sys_properties',
    data: {
        name: 'x_scbr_m365ticket.integration_user',
        suffix: 'integration_user',
        type: 'string',
        description: 'sys_id of the integration user that the checklist made',
        is_private: true,
        read_roles: ['admin'],
        write_roles: ['admin'],
    },
})

Record({
    $id: Now.ID['property-portal-url'],
    table: 'sys_properties',
    data: {
        name: 'x_scbr_m365ticket.portal_url',
        suffix: 'portal_url',
        type: 'string',
        description: 'Address of the portal, from the redirect URL of the checklist',
        is_private: true,
        read_roles: ['admin'],
        write_roles: ['admin'],
    },
})

Record({
    $id: Now.ID['property-webhook-url'],
    table: 'sys_properties',
    data: {
        name: 'x_scbr_m365ticket.webhook_url',
        suffix: 'webhook_url',
        type: 'string',
        description: 'Address that is told of changed tickets, as the portal shows it. Empty: nothing is sent',
        is_private: true,
        read_roles: ['admin'],
        write_roles: ['admin'],
    },
})

Record({
    $id: Now.ID['property-webhook-secret'],
    table: 'sys_properties',
    data: {
        name: 'x_scbr_m365ticket.webhook_secret',
        suffix: 'webhook_secret',
        type: 'password2',
        description: 'Secret that signs what is sent, as the portal shows it once (Base64)',
        is_private: true,
        read_roles: ['admin'],
        write_roles: ['admin'],
    },
})
