import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'action-run': {
                        table: 'sys_ui_action'
                        id: '687c2f3c665f4624b0b7eee7b25fdb1b'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '87dae6a8bfcb42cfbaaeec425b799dbb'
                    }
                    'connection-create': {
                        table: 'sys_security_acl'
                        id: 'bd77b7be82f64bfeae59269dba5d98a1'
                    }
                    'connection-delete': {
                        table: 'sys_security_acl'
                        id: 'f616b6aa97ca40d8b175114bac7616e9'
                    }
                    'connection-read': {
                        table: 'sys_security_acl'
                        id: '3295a45f298c41feb4e73766b4363d22'
                    }
                    'connection-write': {
                        table: 'sys_security_acl'
                        id: 'f0dd37ee1fd84306b1e7f5ac03919640'
                    }
                    'log-delete': {
                        table: 'sys_security_acl'
                        id: '1815abff1d204be4a82d101e0fac86f3'
                    }
                    'log-read': {
                        table: 'sys_security_acl'
                        id: 'c42bdc15930e49d78760c76cc33bcdb1'
                    }
                    menu: {
                        table: 'sys_app_application'
                        id: 'ee7e859e44b1414ba5ac4ab7ea0ffaa7'
                    }
                    'module-changes': {
                        table: 'sys_app_module'
                        id: '08ad6a50590d428d8c578c64b103299e'
                    }
                    'module-checklist': {
                        table: 'sys_app_module'
                        id: '80e9c3e525854474b2f0236893b5650e'
                    }
                    'module-incidents': {
                        table: 'sys_app_module'
                        id: '1c330ddcd429401195afb04cd8f5ecf6'
                    }
                    'module-log': {
                        table: 'sys_app_module'
                        id: '8ee3f4fd50714e1a82729ef4cb474326'
                    }
                    'module-settings': {
                        table: 'sys_app_module'
                        id: '5954c0fcc1f745d981b81a1467a8ee83'
                    }
                    'module-status': {
                        table: 'sys_app_module'
                        id: '36d541a24d1440f5ade95f72368a2d0b'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: 'baf03442fa614f25a40428f54459d11d'
                    }
                    'privilege-oauth_entity-create': {
                        table: 'sys_scope_privilege'
                        id: 'ca122941754d45329c4b1606d9b5f713'
                    }
                    'privilege-oauth_entity-read': {
                        table: 'sys_scope_privilege'
                        id: 'ac82a80712f34a95ad4c985688319344'
                    }
                    'privilege-oauth_entity-write': {
                        table: 'sys_scope_privilege'
                        id: '0ff358f88906423ab81d9eea3e4346fd'
                    }
                    'privilege-sys_user_has_role-create': {
                        table: 'sys_scope_privilege'
                        id: '9fa24f4f93544b7ea27667fb459ef0f9'
                    }
                    'privilege-sys_user_has_role-read': {
                        table: 'sys_scope_privilege'
                        id: 'f1842043623a420c977f0328f1986332'
                    }
                    'privilege-sys_user_role-read': {
                        table: 'sys_scope_privilege'
                        id: 'b7382569c6ea49afba94e06243f7ae5d'
                    }
                    'privilege-sys_user-create': {
                        table: 'sys_scope_privilege'
                        id: 'aa8f2f2761934ed3b9e31911e4993f13'
                    }
                    'privilege-sys_user-read': {
                        table: 'sys_scope_privilege'
                        id: '96218765708c40da9eda1ad25015cac1'
                    }
                    'privilege-sys_user-write': {
                        table: 'sys_scope_privilege'
                        id: '88364fb230514e63bdf3a7c8c8f50f4e'
                    }
                    'property-integration-user': {
                        table: 'sys_properties'
                        id: '88a8150548214f9b8dabff4b01d6fd38'
                    }
                    'property-oauth-entity': {
                        table: 'sys_properties'
                        id: '9a29c8dad71040489f839179cc027092'
                    }
                    'property-portal-url': {
                        table: 'sys_properties'
                        id: '1c5217a259294e56bb75b96d709e1dd5'
                    }
                    'property-webhook-secret': {
                        table: 'sys_properties'
                        id: '0968429f0ad84cc8b96787af8071e0d3'
                    }
                    'property-webhook-url': {
                        table: 'sys_properties'
                        id: '742aa8288bbd4e3498420d31f2fe6464'
                    }
                    'rule-change': {
                        table: 'sys_script'
                        id: '3fa9845c5db54f25b4ff8069f638c9ef'
                    }
                    'rule-incident': {
                        table: 'sys_script'
                        id: 'dec69b537eab481bb4cb5fa578e078cc'
                    }
                    'script-checklist': {
                        table: 'sys_script_include'
                        id: 'b620dc013ee64bff9f6bb85c96f9d3eb'
                    }
                    'script-log': {
                        table: 'sys_script_include'
                        id: 'beeedb33292641889e4f9ba4971a25c8'
                    }
                    'script-settings': {
                        table: 'sys_script_include'
                        id: 'f0284ca3405940e9a70e6ee4e77b327b'
                    }
                    'script-webhook': {
                        table: 'sys_script_include'
                        id: '181e8850eb664c659852bd8871c27d53'
                    }
                    'step-finish': {
                        table: 'x_scbr_m365ticket_step'
                        id: 'ca8fe65d25ed4c2584f2682daa4d31f6'
                    }
                    'step-finish-instructions-nl': {
                        table: 'sys_translated_text'
                        id: 'add25923b4ef4f8187382ffbbc136bbe'
                    }
                    'step-finish-title-nl': {
                        table: 'sys_translated'
                        id: 'cf4d121483ad4cb3bfb8db5cecfe040c'
                    }
                    'step-oauth': {
                        table: 'x_scbr_m365ticket_step'
                        id: 'a2a878c31ffc45deb327aac136ac919e'
                    }
                    'step-oauth-instructions-nl': {
                        table: 'sys_translated_text'
                        id: '8780a4ee65334a32908b496f4b761188'
                    }
                    'step-oauth-title-nl': {
                        table: 'sys_translated'
                        id: '9000747d6fb44b8984094b02f3adc140'
                    }
                    'step-read': {
                        table: 'sys_security_acl'
                        id: 'd41119008c48493684175f0f81a554fd'
                    }
                    'step-user': {
                        table: 'x_scbr_m365ticket_step'
                        id: '365fdb7915474501a6a19f63510d7e07'
                    }
                    'step-user-instructions-nl': {
                        table: 'sys_translated_text'
                        id: '72b56a80feb54194aa43b4ff3917eefe'
                    }
                    'step-user-title-nl': {
                        table: 'sys_translated'
                        id: '98042a64ddbe45a68fcfa652bd1c00b4'
                    }
                    'step-values': {
                        table: 'x_scbr_m365ticket_step'
                        id: '5143ce0ba3604f05a00d2c8c67ecb0e7'
                    }
                    'step-values-instructions-nl': {
                        table: 'sys_translated_text'
                        id: 'e5d5ca901ec84b4f8ddcbe211edf5051'
                    }
                    'step-values-title-nl': {
                        table: 'sys_translated'
                        id: 'd829cbddb472434683194a23a07f9d3c'
                    }
                    'step-webhook': {
                        table: 'x_scbr_m365ticket_step'
                        id: '2b0f0e38459e4d519ff65bc1e7192d90'
                    }
                    'step-webhook-instructions-nl': {
                        table: 'sys_translated_text'
                        id: '61c53757a8b94a67a9e7c2c8cf6f213d'
                    }
                    'step-webhook-title-nl': {
                        table: 'sys_translated'
                        id: 'b5a0bbed4553460aa1f1d1009b5a9988'
                    }
                    'step-write': {
                        table: 'sys_security_acl'
                        id: '4617dc03143249fe97fa0629c0b58328'
                    }
                }
                composite: [
                    {
                        table: 'sys_documentation'
                        id: '01962409381e4476b1741727a813fdbf'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '01a9260125d847e6a02917f0f4d57ff8'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'title'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '03d4eb4fd91c439cbc8ee88b2120a377'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'failed'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '04c4d2fc76754c94ad79f221b6529204'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0542159ee46a414fa8084b7046c5ae24'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'message'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '057bf16d93b34881a3636a3c20601f58'
                        key: {
                            sys_security_acl: 'f0dd37ee1fd84306b1e7f5ac03919640'
                            sys_user_role: {
                                id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                                key: {
                                    name: 'x_scbr_m365ticket.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '0588cd2a7eb8423f8a45e1b2dd0f3aba'
                        key: {
                            list_id: {
                                id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '074999eb412e4fedaaceca6cca572560'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '097c6e92caa54bb6bb75adaaf574ead8'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '09b6a65dc7ba46d29a60fbdf84938430'
                        key: {
                            sys_security_acl: 'f616b6aa97ca40d8b175114bac7616e9'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '0ae950df4f5d4421800537d8c8e04a2a'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0af322080f024ad88ee6a220cd5ff0e7'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '0d7a281fc8ae40ff89c6828657d1371a'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'redirect_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '0f56eefa19b7419a8253b205de4950bd'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'apps'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_policy'
                        id: '130236946d2d4e67a30ce1a000b6beb6'
                        key: {
                            table: 'x_scbr_m365ticket_step'
                            short_description: 'What the integration user needs is asked in its step only'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '1692116bd60346cfbaa8c11e671f2778'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'NULL'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '16d81c617f9741239fdb28ba31816272'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'email'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '171f4bb37f034791a1f9be3f34eb0a01'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'identity'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '17b6c709b81a41439fda8dd2099b59c0'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            value: 'microsoft'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '18236f66c06c45e1abc3d69d61b21723'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '1911268a3fac4471b7fe75bc4c9dca71'
                        key: {
                            list_id: {
                                id: 'e782e1ccbe2a4ba79ee497f33720d293'
                                key: {
                                    name: 'x_scbr_m365ticket_log'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '191395c4e2a947bd9cec527671ac4736'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '196618220a6940b895856e6a861339c4'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'email'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '198c0082775a400ba156eaac2bd3e666'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'source'
                        }
                    },
                    {
                        table: 'sys_ui_section'
                        id: '1e0ca88ed47443e1ac67852cab112208'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            caption: 'Installation Step'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '20a365ae6d0549a7ae765c7e722df10a'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'message'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '2173dc64b5794b998b48f4d5e8ddb5fd'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '22e3b75b1ed54e47aba25f8e4ed41b6e'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'message'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '233dc38a5f2b4114b12b1dac8df3416d'
                        key: {
                            sys_security_acl: 'c42bdc15930e49d78760c76cc33bcdb1'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '23c3c71ce8fc4140a0b3301a2948a84d'
                        key: {
                            sys_security_acl: '1815abff1d204be4a82d101e0fac86f3'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '268622f429a643798ec83e125cda3e02'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            value: 'error'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '2f3e127d0d204242aa29d546008db4f8'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'infrastructure'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '327b4e960d9241428a51813d9d7a277e'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'message'
                            position: '8'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '32f9cd3fdbfc433fb874795d1993015f'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_in'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '34f4a0c112284c1c996dfc9e691e3449'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            value: 'microsoft'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '362b335256404f99a40e2e85080c8070'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3771e68429734205973a01bf429174e9'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_in'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '38217d60464e459d932d4cf429503cae'
                        key: {
                            list_id: {
                                id: 'e782e1ccbe2a4ba79ee497f33720d293'
                                key: {
                                    name: 'x_scbr_m365ticket_log'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'level'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3875475986564a16986d578bedae4faa'
                        key: {
                            name: 'incident'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '38f946655b084a79a8969ef93ecb00bc'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'passed'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '3931e85dec74444b9e33bceb79e5a102'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'error'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '39bf1785b47f4905a49999118e610e41'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '3ab8cca7c46944969d9d94bdd7bcba43'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                        }
                    },
                    {
                        table: 'sys_ui_policy_action'
                        id: '3b53e9f0f568497781d09bcd5bfd9907'
                        key: {
                            ui_policy: {
                                id: '411b9da1356848d19a6485c8064e0f9e'
                                key: {
                                    table: 'x_scbr_m365ticket_step'
                                    short_description: 'What the OAuth entity needs is asked in its step only'
                                }
                            }
                            field: 'entity_name'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: '3bc4bc21b72746e581f95488ba3459ff'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '3c76a2e0658f4ebebcc1d77c86755038'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3cc17d4e809f479c897b96497bd14d6a'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_out'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '3f0c6a5f7a5b4b0f9b7d8f6f1f0a51c1'
                        key: {
                            name: 'change_request'
                            element: 'category'
                            value: 'Microsoft 365 Security and Configuration'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '3f118426fc764e47aeaa15263b551e69'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'connected'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '3f7cd260186c4470b8a126f9201e492b'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'devices'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '3ff5b57c376343e6af2fd1450cd81bba'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'integration_user'
                        }
                    },
                    {
                        table: 'sys_ui_policy'
                        id: '411b9da1356848d19a6485c8064e0f9e'
                        key: {
                            table: 'x_scbr_m365ticket_step'
                            short_description: 'What the OAuth entity needs is asked in its step only'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '42701afd64fd4b1383eb1ffa3e7eaa61'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'NULL'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '42bad77924744717a8ef9c277b02036c'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'apps'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '42f63dcca9ce470ab63c7be613ca961c'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            value: 'error'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '43438a969f0b48738d9f653f1861b7a0'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'last_run'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '443bfce6c4e045ee8e14a96f85a82125'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_call_in'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '444f7d1809094c1492b6e6ea92874bab'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '44665c2048dd407a96418a3ef210d123'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'last_run'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '44959d92cbd34ce6bf9464c90b39dbb6'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_error'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '4559d343e8fa4bcf80ece527c85de980'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'portal_url'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '4632ba1439094a908d533d6f41de15d6'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '473545ec0ade445c9f2daba8c65bc169'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '475f47a714244b35ad8751abcb1a8446'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'code'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '47b4f33d4a094152b36a0bdf8ab4b928'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            value: 'info'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '497da3082609476cab145d8c9abe2c18'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'source'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '4c5c93d608064a488a94927d2dddc293'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'apps'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '4d8d879cef144a51820dbedcbb14007e'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_action_id'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '50f341426321417eade5cbb0ce16b046'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'failed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '52a84db72f1b40d7a38930213eb04d84'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_started_by'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '53661532703a470d906de4aad4c7a34e'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '555c5f6195624d8da3d5616604a89d4f'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '5781a0b04b594c2ab67d4601af81fb00'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'identity'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '5a4a4b3c7d6344deb09e1486e2fb2df2'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_started_by'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: '5b8d3a69bcb84b369f1eed9968294d67'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '5d9a8c1b2e4f4a6e8c7b3a2d1e0f9c84'
                        key: {
                            name: 'change_request'
                            element: 'category'
                            value: 'Microsoft 365 Security and Configuration'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6024f694715449ec9c73de7162f1ae6a'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_action_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '608f366c5d9e411e8ccf23ebc0da7f57'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'status'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '613d1786e93b4a158ffb6e7fe43f29a0'
                        key: {
                            list_id: {
                                id: 'e782e1ccbe2a4ba79ee497f33720d293'
                                key: {
                                    name: 'x_scbr_m365ticket_log'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'message'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '619f968479064db0bfdda628b5c1d4f6'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '61c09e53d8e44b31936f425ca2ab129b'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'code'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '629604e2e6724f7e90493f33ca61d8f1'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_call_out'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6609fd0664a54b03889373722f2ac15c'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '68a21b4ae4214490aabe1f3686e227ae'
                        key: {
                            list_id: {
                                id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'message'
                        }
                    },
                    {
                        table: 'sys_ui_policy_action'
                        id: '69098a1331eb46459ca726cc1d2a64d1'
                        key: {
                            ui_policy: {
                                id: '130236946d2d4e67a30ce1a000b6beb6'
                                key: {
                                    table: 'x_scbr_m365ticket_step'
                                    short_description: 'What the integration user needs is asked in its step only'
                                }
                            }
                            field: 'user_name'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6b977c0c9d5d453586dbf386a5b04b83'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6cfb62afa8694becb89e6010da5d0d61'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'integration_user'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '6d1de233c7bf465ca6bc6d8bd39430bd'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'full_name'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '6d3584ac5d794801b1f4b7709f6b02e0'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'infrastructure'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6ee8b7445e474da2951a74f6c00e5e7c'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'full_name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '6f3e362405144073a1aca2ba423440a1'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'full_name'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7386201c886c48b99ffd2f45ba816e88'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'instructions'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '742b1675e7e648db9d415f35e9d55dae'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '74d64b0330b3401889a045cacb6255b1'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'source'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '759baca1ba9b4d5796d78d15d54eb1de'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'last_run'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '78b92c0e4f074130a42fdc5960086ada'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            value: 'user'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '799549a28e9a4932adafe2ff6d04961f'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '7c1a5dfd74ed420c821a4c36dfc3f27d'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_started_by'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '7d39de44ab074ddabba018d437ed5c34'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'devices'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '7ea52b88d26e4ee291b875f2fdeb3ddd'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_in'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '8029926674b4479388355ef7d1412e98'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'data'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8081b2f4532c4b138058d44a2144ce0b'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_started_by'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '816dd611f3a344c185aaebcc6c4cdd74'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'devices'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '819b70a329e940dcb68ab02a666e8687'
                        key: {
                            list_id: {
                                id: 'e782e1ccbe2a4ba79ee497f33720d293'
                                key: {
                                    name: 'x_scbr_m365ticket_log'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'sys_created_on'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '820af90b949a40cb9b2d7db7e9c2d3c4'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_form'
                        id: '83031819e4be49218fe45b4e47712bc2'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '847e88ff094b4d9f92ab1e30d04925c7'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'instructions'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: '85282bb0699d4bdca081b1794ed7050c'
                        key: {
                            list_id: {
                                id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'last_run'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '86e8ae49942c41b5b286947dbb89ab6e'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '872efb9883bd4967b2366f5d0f8080c8'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'not_connected'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '8772e59d7a4443cc9f1541e140539df6'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'full_name'
                            position: '5'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '87f214d2a6084cbab100eeace7f93ee1'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'last_run'
                            position: '9'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '8cf9a288b89f4ac2a7abc07a699bba9d'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'not_run'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '8da32b87226742fc8ca7e54963050ad5'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'order'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '8df32157388b41a6aa48d917025a32f0'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_action_id'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '90ec833798d949869923d85202b2bf11'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'redirect_url'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '91ee481d098a4fcbb99af6308dd230a5'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: '92869cdbda5b4277a1f143e82d2d14ff'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'instructions'
                            position: '1'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9488797b94ee488e90c3b62e4036e68e'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'message'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: '957e66cb34634f0f9005944d7e835df6'
                        key: {
                            name: 'change_request'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '960f60b7e6ce40c984b3d46ee4c02879'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            value: 'info'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '967845011e264f7ab12dab0e52ce243a'
                        key: {
                            sys_security_acl: '3295a45f298c41feb4e73766b4363d22'
                            sys_user_role: {
                                id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                                key: {
                                    name: 'x_scbr_m365ticket.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9768d1ae037845bf8613be067ce29f24'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'order'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '978c308a825b41eb869554962c965540'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'user_name'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '9be20665f44e4e6587289f3da2e5a345'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'passed'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: '9c4a3b79d0fe436fbd21a5c682715b26'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'title'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '9d9af193426642e99fcb52ebe90f83b5'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'infrastructure'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: '9e8bf717ead34260a9bd0d221c04a533'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'infrastructure'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: '9eaa551138c34a82a400afc7d2a896f7'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'a2c78bc9f6074d3b8bc98a781511e82e'
                        key: {
                            list_id: {
                                id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'order'
                        }
                    },
                    {
                        table: 'sys_ui_policy_action'
                        id: 'a4c41e5d5f7b4731ad949230cb0333b4'
                        key: {
                            ui_policy: {
                                id: '130236946d2d4e67a30ce1a000b6beb6'
                                key: {
                                    table: 'x_scbr_m365ticket_step'
                                    short_description: 'What the integration user needs is asked in its step only'
                                }
                            }
                            field: 'full_name'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a6cc47fe32e94fe6934073f986d10805'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'entity_name'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a81842806bb44cadb74a541eee204a0a'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'portal_url'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'a8cf5d83865b443d92c08e92995f1125'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'email'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'aa4bb96768214e778edeb79ad67a7d8b'
                        key: {
                            role: {
                                id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                                key: {
                                    name: 'x_scbr_m365ticket.integration'
                                }
                            }
                            contains: {
                                id: '26117d42b2d24b5190336202a9aa5d61'
                                key: {
                                    name: 'sn_change_write'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'aa905731cb324c999bf5e0288bf4df60'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'error'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'aadf6f61160e41328823158ef7fec2e6'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_started_by'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'ab4aeca45d4a4d379b3e045d4660d961'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'ac20bb49bdcb4e508e0a10f856a0e324'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'acefdecaa7414510be2c183872630d7f'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'ae671318756f4c3c9a7006c04e071096'
                        key: {
                            name: 'change_request'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ae92a25a6e8948d2b80cf987ea70ef82'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_started_by'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_policy_action'
                        id: 'afab03fc17e24866ae797a68e88904df'
                        key: {
                            ui_policy: {
                                id: '130236946d2d4e67a30ce1a000b6beb6'
                                key: {
                                    table: 'x_scbr_m365ticket_step'
                                    short_description: 'What the integration user needs is asked in its step only'
                                }
                            }
                            field: 'email'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b0023c9dd0a64c62bd3f2e4cc818f5c3'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'instructions'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b1f80cb8a4a441708875025906b57c3a'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_action_id'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b1faed254bc0486f91493ade47d1ca27'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'message'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b2e608490ef14d9b9e9716b7173ad485'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'portal_url'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b316f889d4484f56a49403450775f13c'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_error'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b356008bdfb54822bc99c48e892e7b1e'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'user_name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'b5074161f0744895980f3ae7c54717be'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'state'
                            position: '7'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b590a4fca80f446fa9937c6f9acc2184'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_out'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b5c07d0940244c39be860114b1afbb2d'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_action_id'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'b61faab1f2584d3898fade62b8bb3aed'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'entity_name'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b760a81f3d9846e7ac15828c3682a5ef'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_call_out'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'b91254843c8b4af1bf389b947c7f32c4'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'order'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ba3a782e17574d9f923b63131a890917'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ba98ecc5e74b40ee9b1dbc7acbf19f4d'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'baf2b1a07a1d46a0a4ea6733dc33e369'
                        key: {
                            sys_security_acl: 'd41119008c48493684175f0f81a554fd'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'c049d423c97645658208d003dd96efc8'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'title'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c0ddaeafbc25458892b8f5a1a2264d30'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            value: 'user'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c36f8b6155684c99869667e05f4eb1b1'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            value: 'user'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_action_role'
                        id: 'c3a2381197f045f78de164db17329faf'
                        key: {
                            sys_ui_action: '687c2f3c665f4624b0b7eee7b25fdb1b'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                        key: {
                            name: 'x_scbr_m365ticket.integration'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'c3e84c812b274a4ebb71a596e646b450'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'message'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'c48199b158b0435ea38864505a315b64'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            value: 'user'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'c5ce645970fa44a1910af3e6ab6f1db7'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'redirect_url'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'c865367f908b458ab91e3a7314bae321'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'c98d7f92432647f5a79f6f0359640d2b'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'redirect_url'
                            position: '3'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'cb5f2252a63e4d51a628fd62fffa6d11'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'data'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'ce6a6c2f4a2e4dd2baa1d8d63163ff26'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ceb6e9a0af0f4d46be937fc885be9c34'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'integration_user'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd05f8e16ab7049b68ee54b70e784abe4'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'user_name'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'd0b3e32d70514a1eb2d3853ae7643c75'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'data'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'd23582831d5945f1b8309004aea08688'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: 'd4713f37430f43e0a719a9d9679a214e'
                        key: {
                            endpoint: 'x_scbr_m365ticket_checklist.do'
                        }
                    },
                    {
                        table: 'sys_ui_form_section'
                        id: 'daaa325783804f80b2893a5ef38f6049'
                        key: {
                            sys_ui_form: {
                                id: '83031819e4be49218fe45b4e47712bc2'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'dad9ed1d525d45e4a5de45c00acc9651'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'entity_name'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'db08953d41b5424db8702579bb3d8c32'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'apps'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'dbfdae6cfc604a2f88d376c25336b7ad'
                        key: {
                            sys_security_acl: '4617dc03143249fe97fa0629c0b58328'
                            sys_user_role: {
                                id: '630718c29701440aa06e8ac1406f20b4'
                                key: {
                                    name: 'admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'ddf63065f9714f8880c91e6d75074a74'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'not_connected'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'de450734169543ddaee4409f7511423c'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_source'
                            value: 'microsoft'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'df52ebb9f3b642fb91b490d2ede8a2df'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_category'
                            value: 'devices'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'df7a382d98f349b39afa4924c4fd5b27'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'e10c3264281444f09a067b40482db45b'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'last_error'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'e10f66a7610f481cba2fdf152293c9a1'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'data'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'ua_table_licensing_config'
                        id: 'e48dfc69b4c74268ac6972ed97a24932'
                        key: {
                            name: 'incident'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'e4a28122fe9d4058a7d77c934f280103'
                        key: {
                            role: {
                                id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                                key: {
                                    name: 'x_scbr_m365ticket.integration'
                                }
                            }
                            contains: {
                                id: '60fccc264e7146a7bf6ecacc657538cb'
                                key: {
                                    name: 'sn_incident_write'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e5651f79b0ed4ad59fdbc327d4447aad'
                        key: {
                            sys_security_acl: 'bd77b7be82f64bfeae59269dba5d98a1'
                            sys_user_role: {
                                id: 'c3a8e5f01b2d4c6e8f7a9b0c1d2e3f40'
                                key: {
                                    name: 'x_scbr_m365ticket.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_policy_action'
                        id: 'e71e9e1b56d24f9890b040f07608d00e'
                        key: {
                            ui_policy: {
                                id: '411b9da1356848d19a6485c8064e0f9e'
                                key: {
                                    table: 'x_scbr_m365ticket_step'
                                    short_description: 'What the OAuth entity needs is asked in its step only'
                                }
                            }
                            field: 'redirect_url'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'e724750d0f4d47ceb1214a6a7f3b8c45'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_ui_list'
                        id: 'e782e1ccbe2a4ba79ee497f33720d293'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            view: {
                                id: 'Default view'
                                key: {
                                    name: 'NULL'
                                }
                            }
                            sys_domain: 'global'
                            element: 'NULL'
                            relationship: 'NULL'
                            parent: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ea8c22aa75dc446d84818f83c7651587'
                        key: {
                            name: 'change_request'
                            element: 'NULL'
                            language: 'en'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'eb9cd82eba54460e95bc6888eb58b957'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            value: 'connected'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'ec3bd07991e342b3bf35f4315fd3932a'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'entity_name'
                            position: '2'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'eca8ea8091384851b3f5165aeefa0ca1'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'user_name'
                            position: '4'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'ed3be034247d4b209828267b99ebdb54'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'code'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'ee57ea31d6ca4b288daaa59f3c310887'
                        key: {
                            name: 'x_scbr_m365ticket_step'
                            element: 'state'
                            value: 'not_run'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_choice_set'
                        id: 'efc4e7b654b545bfb2fd85445b9f3860'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'f08457e4becf468987ec408e81fb7af8'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'identity'
                            language: 'en'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f0e934e9ef4b4e14a06497754c12625a'
                        key: {
                            name: 'x_scbr_m365ticket_log'
                            element: 'level'
                        }
                    },
                    {
                        table: 'sys_db_object'
                        id: 'f1ab7af1443b4a78ad4d6757a930886c'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'f1f34b2ba53949e9b2f535547137abc5'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'email'
                            position: '6'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'f56f6c66b9b84dcd9f7b5047e846d404'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'portal_url'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'f6823ecc3403486a923db0074b80b906'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_category'
                            value: 'identity'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'f84e2f5309814ea994044a816ef41853'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'NULL'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_dictionary'
                        id: 'f9f29dfe4d4349f7b2e53284c2755e61'
                        key: {
                            name: 'change_request'
                            element: 'x_scbr_m365ticket_action_id'
                        }
                    },
                    {
                        table: 'sys_documentation'
                        id: 'fa22b84ef7c643cb87ad2984540695a4'
                        key: {
                            name: 'x_scbr_m365ticket_connection'
                            element: 'status'
                            language: 'nl'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'fb6542734a524fa68ee563d1dfa24a2d'
                        key: {
                            list_id: {
                                id: '70b892c1a2bb43a8bbc90b4bc32b3b71'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'state'
                        }
                    },
                    {
                        table: 'sys_choice'
                        id: 'fd39aac429c24657997f9e7dadd28dfe'
                        key: {
                            name: 'incident'
                            element: 'x_scbr_m365ticket_source'
                            value: 'microsoft'
                            language: 'nl'
                            dependent_value: 'NULL'
                        }
                    },
                    {
                        table: 'sys_ui_element'
                        id: 'fe8b34fbbea34f3fa51e0c41d490ff1a'
                        key: {
                            sys_ui_section: {
                                id: '1e0ca88ed47443e1ac67852cab112208'
                                key: {
                                    name: 'x_scbr_m365ticket_step'
                                    caption: 'Installation Step'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                }
                            }
                            element: 'title'
                            position: '0'
                        }
                    },
                    {
                        table: 'sys_ui_list_element'
                        id: 'ffc2a17b213f4ecc954ae9f97aed6693'
                        key: {
                            list_id: {
                                id: '097c6e92caa54bb6bb75adaaf574ead8'
                                key: {
                                    name: 'x_scbr_m365ticket_connection'
                                    view: {
                                        id: 'Default view'
                                        key: {
                                            name: 'NULL'
                                        }
                                    }
                                    sys_domain: 'global'
                                    element: 'NULL'
                                    relationship: 'NULL'
                                    parent: 'NULL'
                                }
                            }
                            element: 'integration_user'
                        }
                    },
                ]
            }
        }
    }
}
