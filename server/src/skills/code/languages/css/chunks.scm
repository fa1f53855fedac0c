(comment) @comment

(rule_set (selectors) @name (block) @body) @container
(class_selector (class_name) @name) @definition.field
(id_selector (id_name) @name) @definition.field
(media_statement (block) @body) @container
(supports_statement (block) @body) @container
(keyframes_statement (keyframes_name) @name) @definition.rule
