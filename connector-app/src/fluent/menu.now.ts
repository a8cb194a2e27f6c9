// The navigator's entries (S17, S13).
import { ApplicationMenu, Record } from '@servicenow/sdk/core'

export const menu = ApplicationMenu({
    $id: Now.ID['menu'],
    title: 'Ticketing connector',
    hint: 'Tickets from the security portal',
    description: 'Tickets from the security portal, and how this instance is connected to it',
    roles: ['itil', 'admin', 'x_scbr_m365ticket.integration'],
    order: 500,
    active: true,
})

Record({
    $id: Now.ID['module-changes'],
    table: 'sys_app_module',
    data: {
        title: 'Microsoft 365 Security and Configuration Change Requests',
        application: menu,
        link_type: 'LIST',
        name: 'change_request',
        filter: 'category=Microsoft 365 Security and Configuration',
        order: 100,
        active: true,
    },
})

Record({
    $id: Now.ID['module-incidents'],
    table: 'sys_app_module',
    data: {
        title: 'Microsoft 365 Security and Configuration Incidents',
        application: menu,
        link_type: 'LIST',
        name: 'incident',
        filter: 'correlation_display=Scorebridge',
        order: 200,
        active: true,
    },
})

Record({
    $id: Now.ID['module-checklist'],
    table: 'sys_app_module',
    data: {
        title: 'Installation checklist',
        application: menu,
        link_type: 'LIST',
        name: 'x_scbr_m365ticket_step',
        filter: 'ORDERBYorder',
        roles: ['admin'],
        order: 300,
        active: true,
    },
})

Record({
    $id: Now.ID['module-status'],
    table: 'sys_app_module',
    data: {
        title: 'Connection status',
        application: menu,
        link_type: 'LIST',
        name: 'x_scbr_m365ticket_connection',
        filter: 'ORDERBYDESCsys_updated_on',
        roles: ['admin', 'x_scbr_m365ticket.integration'],
        order: 400,
        active: true,
    },
})

Record({
    $id: Now.ID['module-log'],
    table: 'sys_app_module',
    data: {
        title: 'Log',
        application: menu,
        link_type: 'LIST',
        name: 'x_scbr_m365ticket_log',
        filter: 'ORDERBYDESCsys_created_on',
        roles: ['admin'],
        order: 500,
        active: true,
    },
})

Record({
    $id: Now.ID['module-settings'],
    table: 'sys_app_module',
    data: {
        title: 'Settings',
        application: menu,
        link_type: 'LIST',
        name: 'sys_properties',
        filter: 'nameSTARTSWITHx_scbr_m365ticket.',
        roles: ['admin'],
        order: 600,
        active: true,
    },
})
