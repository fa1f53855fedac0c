(comment) @comment

(function_declaration name: (identifier) @name body: (_) @body) @definition.function
(function_declaration name: (identifier) @name) @definition.function
(variable_declaration . (identifier) @name (struct_declaration)) @definition.struct
(variable_declaration . (identifier) @name (union_declaration)) @definition.struct
(variable_declaration . (identifier) @name (enum_declaration)) @definition.enum
(variable_declaration . (identifier) @name (opaque_declaration)) @definition.struct
(source_file (variable_declaration . (identifier) @name) @definition.variable)
(struct_declaration (variable_declaration . (identifier) @name) @definition.variable)
(container_field name: (identifier) @name) @definition.field
(test_declaration (string (string_content) @name)) @definition.test
(variable_declaration (builtin_function (builtin_identifier) @_call) (#eq? @_call "@import")) @ignore
