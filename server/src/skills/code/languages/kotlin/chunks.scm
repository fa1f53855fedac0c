(line_comment) @comment
(block_comment) @comment

(class_declaration name: (_) @name (class_body) @body) @definition.class
(class_declaration name: (_) @name (enum_class_body) @body) @definition.enum
(class_declaration name: (_) @name) @definition.class
(object_declaration name: (_) @name (class_body) @body) @definition.object
(object_declaration name: (_) @name) @definition.object
(companion_object) @container
(function_declaration (user_type) @scope . "." . name: (_) @name (function_body) @body) @definition.function
(function_declaration (user_type) @scope . name: (_) @name (function_body) @body) @definition.function
(function_declaration name: (_) @name (function_body) @body) @definition.function
(function_declaration name: (_) @name) @definition.function
(secondary_constructor "constructor" @name) @definition.constructor
(type_alias type: (_) @name) @definition.type
(enum_entry (identifier) @name) @definition.field
(source_file (property_declaration (variable_declaration (identifier) @name)) @definition.variable)
(class_body (property_declaration (variable_declaration (identifier) @name)) @definition.field)
