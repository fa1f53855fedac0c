; what a template's parameters stand above
(template_declaration (_) @wrapped .) @attach
(function_definition
  declarator: (reference_declarator (function_declarator declarator: (_) @name))
  body: (_) @body) @definition.function
(function_definition
  declarator: (function_declarator declarator: (_) @name)
  [(default_method_clause) (delete_method_clause)]) @definition.function
(class_specifier name: (_) @name body: (_) @body) @definition.class
(field_declaration
  declarator: [
    (function_declarator declarator: (_) @name)
    (pointer_declarator (function_declarator declarator: (_) @name))
    (reference_declarator (function_declarator declarator: (_) @name))
  ]) @definition.method
(field_declaration
  declarator: [
    (field_identifier) @name
    (pointer_declarator (field_identifier) @name)
    (array_declarator (field_identifier) @name)
  ]) @definition.field
(alias_declaration name: (_) @name) @definition.type
(concept_definition name: (_) @name) @definition.type
