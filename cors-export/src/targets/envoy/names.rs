//! The filter that picks the names of families out of a requested list: a script, because neither a matcher nor a mutation of
//! a header can edit a value.

use cors_tables::fetch::FORBIDDEN_REQUEST_HEADER_NAMES;
use cors_tables::name_list::{MAX_EMPTY_ELEMENTS, MAX_STEPS_BACK};

use crate::plan::Plan;
use crate::requested::Families;
use crate::targets::indented;

/// An entry of `http_filters`, which puts the value of `Access-Control-Allow-Headers` into the metadata.
pub(super) fn filter(plan: &Plan, families: &Families, id: &str) -> String {
    let set = |names: &[String]| {
        let entries: Vec<String> =
            names.iter().map(|name| format!("[\"{name}\"] = true")).collect();
        format!("{{ {} }}", entries.join(", "))
    };
    let prefixes: Vec<String> =
        families.prefixes.iter().map(|prefix| format!("\"{prefix}\"")).collect();
    let first = match &plan.headers {
        Some(listed) => format!("  table.insert(names, 1, \"{listed}\")\n"),
        None => String::new(),
    };
    let script = format!(
        r#"local listed = {listed}
local prefixes = {{ {prefixes} }}
-- Names that pages cannot set.
local forbidden = {forbidden}

local function is_of_family(name)
  if name:find("[^a-z0-9._-]") or forbidden[name] or name:find("^proxy%-") or name:find("^sec%-") then
    return false
  end
  for _, prefix in ipairs(prefixes) do
    if #name > #prefix and name:sub(1, #prefix) == prefix then
      return true
    end
  end
  return false
end

-- The names of a list that belong to a family, in lower case; none if the policy doesn't allow all names.
local function requested_names(list)
  local names, last, empty, steps_back = {{}}, "", 0, 0
  if #list > {max_len} then
    return {{}}
  end
  for element in (list .. ","):gmatch("([^,]*),") do
    local name = (element:match("^[ \t]*([^ \t]*)[ \t]*$") or "*"):lower()
    if name == "" then
      empty = empty + 1
    else
      if name <= last then
        steps_back = steps_back + 1
      end
      last = name
      if not listed[name] then
        if not is_of_family(name) then
          return {{}}
        end
        names[#names + 1] = name
      end
    end
    if empty > {MAX_EMPTY_ELEMENTS} or steps_back > {MAX_STEPS_BACK} then
      return {{}}
    end
  end
  return names
end

function envoy_on_request(handle)
  local headers = handle:headers()
  if headers:get(":method") ~= "OPTIONS" then
    return
  end
  local lines = {{}}
  for line = 0, headers:getNumValues("access-control-request-headers") - 1 do
    lines[line + 1] = headers:getAtIndex("access-control-request-headers", line)
  end
  local names = requested_names(table.concat(lines, ","))
{first}  handle:streamInfo():dynamicMetadata():set("{id}", "headers", table.concat(names, ","))
end
"#,
        listed = set(&families.listed_names),
        prefixes = prefixes.join(", "),
        forbidden = set(&FORBIDDEN_REQUEST_HEADER_NAMES.map(str::to_owned)),
        max_len = families.max_len,
    );
    format!(
        "# The listed headers, and the requested ones that belong to a family.
- name: {id}_names
  typed_config:
    \"@type\": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua
    default_source_code:
      inline_string: |
{}",
        indented(&script, "        ")
    )
}
