(comment) @comment

(element
  (start_tag (attribute (attribute_name) @_attribute (quoted_attribute_value (attribute_value) @name)))
  (#eq? @_attribute "id")) @container
(script_element) @container
(style_element) @container
