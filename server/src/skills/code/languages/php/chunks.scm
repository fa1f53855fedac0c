(comment) @comment

(class_declaration name: (_) @name body: (_) @body) @definition.class
(interface_declaration name: (_) @name body: (_) @body) @definition.interface
(trait_declaration name: (_) @name body: (_) @body) @definition.trait
(enum_declaration name: (_) @name body: (_) @body) @definition.enum
(function_definition name: (_) @name body: (_) @body) @definition.function
(method_declaration name: (_) @name) @definition.method
(const_element . (name) @name) @definition.constant
(property_declaration (property_element name: (variable_name (name) @name))) @definition.field
(enum_case name: (_) @name) @definition.field
