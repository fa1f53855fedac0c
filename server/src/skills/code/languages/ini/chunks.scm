(comment) @comment

(section (section_name (text) @name)) @definition.key
