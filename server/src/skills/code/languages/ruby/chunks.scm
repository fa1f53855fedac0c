(comment) @comment

(module name: (_) @name) @definition.module
(class name: (_) @name) @definition.class
(singleton_class) @container
(method name: (_) @name) @definition.method
(singleton_method name: (_) @name) @definition.method
(assignment left: (constant) @name) @definition.constant
(call
  method: (identifier) @_call
  arguments: (argument_list . (simple_symbol) @name)
  (#any-of? @_call "attr_reader" "attr_writer" "attr_accessor" "scope" "has_many" "belongs_to" "has_one" "define_method")) @definition.field

; suites and cases of tests
(call
  method: (identifier) @_call
  arguments: (argument_list . (_) @name)
  block: (_) @body
  (#any-of? @_call "describe" "context" "namespace")) @container
(call
  method: (identifier) @_call
  arguments: (argument_list . (string (string_content) @name))
  block: (_) @body
  (#any-of? @_call "it" "specify" "test" "should" "scenario")) @definition.test
(call
  method: (identifier) @_call
  arguments: (argument_list . [(simple_symbol) @name (pair key: (hash_key_symbol) @name)])
  block: (_) @body
  (#eq? @_call "task")) @definition.function
