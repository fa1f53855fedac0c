(comment) @comment

(call
  target: (identifier) @_call
  (arguments . (alias) @name)
  (do_block) @body
  (#any-of? @_call "defmodule" "defprotocol")) @definition.module
(call
  target: (identifier) @_call
  (arguments . (alias) @name)
  (do_block) @body
  (#eq? @_call "defimpl")) @container
(call
  target: (identifier) @_call
  (arguments . [
    (identifier) @name
    (call target: (identifier) @name)
    (binary_operator left: (identifier) @name)
    (binary_operator left: (call target: (identifier) @name))
  ])
  (do_block)? @body
  (#any-of? @_call "def" "defp" "defmacro" "defmacrop" "defguard" "defguardp" "defdelegate" "defn" "defnp")) @definition.function
(call
  target: (identifier) @_call
  (arguments . (string (quoted_content) @name))
  (do_block) @body
  (#eq? @_call "describe")) @container
(call
  target: (identifier) @_call
  (arguments . (string (quoted_content) @name))
  (do_block) @body
  (#eq? @_call "test")) @definition.test

; @doc, @moduledoc and other attributes above a function
(unary_operator operator: "@" operand: (call target: (identifier) @_call)
  (#any-of? @_call "doc" "spec" "impl" "deprecated" "typedoc" "tag" "since")) @attach
(unary_operator operator: "@"
  operand: (call target: (identifier) @_call (arguments . (string (quoted_content) @doc)))
  (#any-of? @_call "doc" "moduledoc"))
(unary_operator operator: "@"
  operand: (call target: (identifier) @_call (arguments . (sigil (quoted_content) @doc)))
  (#any-of? @_call "doc" "moduledoc"))
(unary_operator operator: "@"
  operand: (call target: (identifier) @_call (arguments . (binary_operator left: [(identifier) @name (call target: (identifier) @name)])))
  (#any-of? @_call "type" "typep" "opaque" "callback" "macrocallback")) @definition.type
