(comment) @comment
(decorator) @attach

(function_declaration name: (_) @name body: (_) @body) @definition.function
(generator_function_declaration name: (_) @name body: (_) @body) @definition.function
(class_declaration name: (_) @name body: (_) @body) @definition.class
(method_definition name: (_) @name body: (_) @body) @definition.method

(variable_declarator
  name: (identifier) @name
  value: [
    (arrow_function body: (_) @body)
    (function_expression body: (_) @body)
    (generator_function body: (_) @body)
  ]) @definition.function
(variable_declarator name: (identifier) @name value: (class body: (_) @body)) @definition.class
(program [
  (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable)
  (variable_declaration (variable_declarator name: (identifier) @name) @definition.variable)
  (export_statement declaration: (lexical_declaration (variable_declarator name: (identifier) @name) @definition.variable))
])
(variable_declarator
  value: (object
    (pair
      key: (property_identifier) @name
      value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method))
(export_statement
  value: (object
    (pair
      key: (property_identifier) @name
      value: [(arrow_function body: (_) @body) (function_expression body: (_) @body)]) @definition.method))

(variable_declarator
  value: (call_expression function: (identifier) @_call)
  (#eq? @_call "require")) @ignore

; exports.parse = function () {}, Route.prototype.match = () => {}
(expression_statement
  (assignment_expression
    left: (member_expression) @name
    right: [
      (arrow_function body: (_) @body)
      (function_expression body: (_) @body)
      (generator_function body: (_) @body)
    ])) @definition.function
(expression_statement
  (assignment_expression left: (member_expression) @name right: (class body: (_) @body))) @definition.class

; suites and cases of tests
(expression_statement
  (call_expression
    function: (identifier) @_call
    arguments: (arguments . (string (string_fragment) @name) [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))
  (#any-of? @_call "describe" "context" "suite")) @container
(expression_statement
  (call_expression
    function: (identifier) @_call
    arguments: (arguments . (string (string_fragment) @name) [(arrow_function body: (_) @body) (function_expression body: (_) @body)]))
  (#any-of? @_call "it" "test" "specify" "bench")) @definition.test
