(comment) @comment

(function_definition name: (identifier) @name body: (_) @body) @definition.function
(function_definition body: (block . (expression_statement (string) @doc)))
(module (expression_statement (assignment left: (identifier) @name)) @definition.variable)
(module
  (expression_statement
    (call
      arguments: (argument_list
        (keyword_argument name: (identifier) @_key value: (string (string_content) @name)))))  @definition.target
  (#eq? @_key "name"))
