(comment) @comment

(function_declaration name: (_) @name) @definition.function
(assignment_statement
  (variable_list name: (_) @name)
  (expression_list value: (function_definition))) @definition.function
(table_constructor (field name: (identifier) @name value: (function_definition)) @definition.method)
(chunk (variable_declaration (assignment_statement (variable_list name: (identifier) @name))) @definition.variable)
(chunk (assignment_statement (variable_list name: (_) @name)) @definition.variable)
(variable_declaration
  (assignment_statement (expression_list value: (function_call name: (identifier) @_call)))
  (#eq? @_call "require")) @ignore
