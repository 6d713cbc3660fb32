{'variables': {}, 'target_defaults': {}}
